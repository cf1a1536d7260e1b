// The sheet as the page holds it: which rows and columns are open, and the number of each cell.
// A cell of the server is [value, locked, least, most]; a column sums its months; a gap is a row of its own.
const PARTS = ["ten_day", "week", "day"];
// Of a long sheet, what a sum of segments is made of is opened by hand.
const MOST_OPEN = 300;

export function modelOf(sheet) {
  const state = {
    sheet,
    closed: new Set(),
    open: new Set(),
    parts: new Map(),
    forecasts: new Map(),
    preview: null,
    rows: [],
    columns: [],
  };
  const monthAt = new Map(sheet.months.map((key, place) => [key, place]));
  let byKey = new Map();
  let partsOf = new Map(); // a sum of segments → the rows it is the sum of
  take(sheet);
  if (sheet.rows.length > MOST_OPEN) for (const row of sheet.rows) if (row.fixed) state.closed.add(row.key);
  const [whole] = sheet.columns;
  state.open.add(whole.key);
  const now = sheet.now || sheet.months[0];
  for (const column of sheet.columns) {
    if (column.kind === "quarter" && column.months.includes(now)) state.open.add(column.key);
  }

  function take(told) {
    state.sheet = told;
    byKey = new Map(told.rows.map((row) => [row.key, row]));
    for (const row of told.rows) row.below = false;
    partsOf = new Map();
    for (const row of told.rows) {
      const parent = byKey.get(row.parent);
      if (!parent) continue;
      parent.below = true;
      if (parent.fixed) partsOf.set(parent, [...(partsOf.get(parent) ?? []), row]);
    }
  }

  function arrange() {
    state.columns = columnsShown();
    state.rows = rowsShown();
  }

  function columnsShown() {
    const found = [];
    const shown = (column) =>
      column === whole || (state.open.has(whole.key) && (column.kind !== "month" || !quarterOf(column) || state.open.has(quarterOf(column))));
    for (const column of state.sheet.columns) {
      if (!shown(column)) continue;
      found.push(column);
      const parts = state.parts.get(column.key);
      if (parts) found.push(...parts.columns.map((part, place) => ({ ...part, place, of: column.key, months: [] })));
    }
    return found;
  }

  const quarterOf = (month) =>
    state.sheet.columns.find((each) => each.kind === "quarter" && each.months.includes(month.key) && each !== whole)?.key;

  function rowsShown() {
    const found = [];
    const gaps = state.preview?.gaps ?? {};
    const gapOf = (key) => {
      const stored = state.sheet.gaps[key] ?? state.sheet.months.map(() => 0);
      if (!state.preview) return stored;
      return stored.map((value, place) => {
        const at = state.preview.months.indexOf(state.sheet.months[place]);
        return at < 0 ? value : (gaps[key]?.[at] ?? 0);
      });
    };
    const ends = []; // the rows we stand in: after the last below each, what it has not given out
    const finish = (depth) => {
      while (ends.length && ends.at(-1).depth >= depth) {
        const { key, depth: own, name } = ends.pop();
        for (const part of [`${key}/parts`, key]) {
          const left = gapOf(part);
          if (left.some(Boolean)) {
            found.push({ key: `${part}#left`, gap: true, name, parts: part !== key, depth: own + 1, left });
          }
        }
      }
    };
    let hidden = Infinity;
    for (const row of state.sheet.rows) {
      finish(row.depth);
      if (row.depth > hidden) continue;
      hidden = state.closed.has(row.key) ? row.depth : Infinity;
      found.push(row);
      if (!row.segment) ends.push({ key: row.key, depth: row.depth, name: row.name });
    }
    finish(-1);
    if (state.sheet.goal_left) found.push({ key: "#goal", gap: true, goal: true, depth: 0, left: [] });
    return found;
  }

  const storedCell = (row, month) => (row.fixed ? summed(row, month, storedCell) : row.cells[monthAt.get(month)]);
  const monthCell = (row, month) =>
    row.fixed ? summed(row, month, monthCell) : (state.preview?.changed[row.key]?.[month] ?? storedCell(row, month));

  function summed(row, month, of) {
    const cells = (partsOf.get(row) ?? []).map((part) => of(part, month)).filter(Boolean);
    return cells.length ? [sum(cells.map((cell) => cell[0])), 0] : null;
  }

  // What stands at a row and a column; null where there is nothing.
  function at(row, column) {
    if (row.goal) return column === whole ? { value: state.sheet.goal_left } : null;
    if (column.of) {
      if (row.gap) return null;
      const value = state.parts.get(column.of)?.values[row.key]?.[column.place];
      return value === undefined ? null : { value, derived: true };
    }
    if (row.gap) {
      const value = sum(column.months.map((month) => row.left[monthAt.get(month)]));
      return value ? { value } : null;
    }
    const cells = column.months.map((month) => monthCell(row, month)).filter(Boolean);
    if (!cells.length) return null;
    const stored = column.months.map((month) => storedCell(row, month)).filter(Boolean);
    const value = sum(cells.map((cell) => cell[0]));
    const before = sum(stored.map((cell) => cell[0]));
    const alone = column.kind === "month" ? cells[0] : null;
    const facts = row.facts ? column.months.map((month) => row.facts[monthAt.get(month)]) : [];
    const known = facts.filter((fact) => fact !== null);
    return {
      value,
      change: state.preview ? value - before : 0,
      locked: cells.every((cell) => cell[1]),
      lo: alone?.[2] ?? null,
      hi: alone?.[3] ?? null,
      fact: known.length ? sum(known) : null,
      forecast: column.kind === "month" ? state.forecasts.get(`${row.key}|${column.key}`) : undefined,
      note: alone ? state.sheet.notes[`${row.key}|${column.key}`] : undefined,
    };
  }

  function apply(answer) {
    for (const name of ["version", "state", "by", "may_edit", "undo", "redo", "goal_left"]) {
      state.sheet[name] = answer[name];
    }
    for (const [key, months] of Object.entries(answer.changed ?? {})) {
      const row = byKey.get(key);
      for (const [month, cell] of Object.entries(row ? months : {})) row.cells[monthAt.get(month)] = cell;
    }
    (answer.months ?? []).forEach((month, place) => {
      for (const key of new Set([...Object.keys(state.sheet.gaps), ...Object.keys(answer.gaps)])) {
        state.sheet.gaps[key] ??= state.sheet.months.map(() => 0);
        state.sheet.gaps[key][monthAt.get(month)] = answer.gaps[key]?.[place] ?? 0;
      }
      state.parts.delete(month);
    });
  }

  const editable = (row, column) =>
    Boolean(state.sheet.may_edit && row && column && !row.gap && !row.fixed && !column.of && at(row, column));
  const nextPart = (month) => PARTS[PARTS.indexOf(state.parts.get(month)?.by) + 1];

  return Object.assign(state, { take, arrange, at, apply, editable, nextPart, whole, row: (key) => byKey.get(key) });
}

const sum = (values) => values.reduce((total, value) => total + (value ?? 0), 0);

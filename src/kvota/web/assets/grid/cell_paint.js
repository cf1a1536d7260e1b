// Draws what stands in a place of the sheet: the name of a row, the shape of its year, a number with what came of it.
const SVG = "http://www.w3.org/2000/svg";
const STEP = 9;
const TALL = 24;

const element = (tag, css, text) => {
  const made = document.createElement(tag);
  if (css) made.className = css;
  if (text !== undefined) made.textContent = text;
  return made;
};

function drawing(css, width, tall) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", css);
  if (width) {
    svg.setAttribute("width", String(width));
    svg.setAttribute("height", String(tall));
  }
  return svg;
}

function icon(name) {
  const svg = drawing("icon icon--small");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

export function cellPaint(model, figures, words) {
  const said = (sentence, fields) => sentence.replaceAll(/%\((\w+)\)s/g, (_all, name) => fields[name]);

  function fold(open, label, data) {
    const button = element("button", "sheet-grid__fold");
    button.type = "button";
    button.tabIndex = -1;
    Object.assign(button.dataset, data);
    button.setAttribute("aria-expanded", open);
    button.setAttribute("aria-label", label);
    return button;
  }

  function nameOf(row) {
    if (row.goal) return words.goal_left;
    if (row.parts) return said(words.parts_left, { name: row.name });
    return row.gap ? said(words.left, { name: row.name }) : row.name;
  }

  const isUnit = (row) => row.key[0] === "u" && !row.gap && !row.segment;

  function drawName(holder, row) {
    const name = nameOf(row);
    holder.className = `sheet-grid__who depth-${Math.min(row.depth, 5)}${row.gap ? " is-left" : ""}${isUnit(row) ? " is-unit" : ""}${row.below ? "" : " is-last"}`;
    holder.id = `sheet-head-${row.key}`;
    holder.dataset.head = row.key;
    holder.title = name;
    holder.replaceChildren();
    if (row.below) {
      const open = !model.closed.has(row.key);
      const button = fold(open, said(open ? words.close_row : words.open_row, { name: row.name }), { fold: row.key });
      button.append(icon(open ? "down" : "right"));
      holder.append(button);
    }
    holder.append(element("span", "sheet-grid__name", name));
  }

  function headOf(column) {
    const holder = element("span", "sheet-grid__head");
    holder.append(element("span", "sheet-grid__name", column.label));
    const isMonth = column.kind === "month";
    if (!column.of && (isMonth || model.sheet.columns.length > 1)) {
      const open = isMonth ? model.parts.has(column.key) : model.open.has(column.key);
      const label = said(open ? words.close_column : words.open_column, { name: column.label });
      const button = fold(open, label, { foldColumn: column.key });
      button.append(icon(open ? "left" : "right"));
      holder.append(button);
    }
    return holder;
  }

  // Twelve small bars: the plan outlined, what came solid; every row on its own scale, for its shape.
  function drawShape(holder, row) {
    holder.className = "sheet-grid__shape";
    if (row.gap) return holder.replaceChildren();
    const months = model.whole.months.map((key) => model.at(row, { key, kind: "month", months: [key] }));
    const most = Math.max(1, ...months.map((cell) => Math.max(cell?.value ?? 0, cell?.fact ?? 0)));
    const tall = (amount) => Math.max(1, Math.min(1, Math.max(0, amount / most)) * TALL);
    const bar = (x, width, height) => `M${x} ${TALL - 0.5}v${-Math.max(0, height - 1)}h${width}v${Math.max(0, height - 1)}z`;
    const paths = [
      ["ink-plan-thin", months.map((cell, at) => (cell ? bar(at * STEP + 0.5, 6, tall(cell.value)) : ""))],
      ["ink-paid", months.map((cell, at) => (cell && cell.fact !== null ? bar(at * STEP + 2, 3, tall(cell.fact) + 1) : ""))],
    ];
    const svg = drawing("spark", months.length * STEP, TALL);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", said(words.shape, { name: row.name }));
    for (const [css, parts] of paths) {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("class", css);
      path.setAttribute("d", parts.join(""));
      svg.append(path);
    }
    holder.replaceChildren(svg);
  }

  function look(row, column, cell) {
    let css = "sheet-grid__cell";
    const isMonth = column.kind === "month";
    if (!isMonth && !column.of) css += " is-sum";
    if (column.of) css += " is-part";
    if (column.key === model.sheet.now || column.of === model.sheet.now) css += " is-now";
    if (row.gap) css += " is-left";
    if (isUnit(row)) css += " is-unit";
    if (!model.editable(row, column)) css += " is-read-only";
    if (!cell) return css;
    if (cell.change) css += " is-preview";
    if (cell.note) css += " has-note";
    if (cell.lo !== null && cell.lo !== undefined) css += " has-least";
    if (cell.hi !== null && cell.hi !== undefined) css += " has-most";
    return css;
  }

  // A plain number is one text: the line below it and the corner of a note are drawn by the sheet of styles.
  function drawCell(holder, row, column) {
    const cell = model.at(row, column);
    const css = look(row, column, cell);
    holder.id = `sheet-${row.key}-${column.key}`;
    holder.dataset.testid = holder.id;
    holder.dataset.row = row.key;
    holder.dataset.column = column.key;
    if (!cell) {
      holder.className = css;
      delete holder.dataset.value;
      holder.setAttribute("aria-label", `${nameOf(row)}${words.comma}${column.label}`);
      holder.textContent = "";
      return;
    }
    holder.className = css + ink(holder, row, column, cell);
    holder.dataset.value = cell.value;
    holder.setAttribute("aria-label", heard(row, column, cell));
    const number = figures.written(cell.value);
    const isLocked = cell.locked && column.kind === "month";
    if (!cell.change && !isLocked && !row.gap) {
      holder.textContent = number;
      return;
    }
    holder.replaceChildren(...(isLocked ? [icon("lock")] : []), element(row.gap ? "b" : "span", "", number));
    if (cell.change) holder.append(element("small", "", figures.signed(cell.change)));
  }

  // What came is solid, what is expected hatched, out of the plan.
  function ink(holder, row, column, cell) {
    const expected = cell.forecast && !cell.forecast.assumed ? cell.forecast.middle : null;
    if (row.gap || column.of || ((cell.fact === null || cell.fact === undefined) && expected === null)) return "";
    const share = (amount) => `${Math.max(0, Math.min(100, (100 * amount) / (cell.value || amount || 1)))}%`;
    holder.style.setProperty("--came", share(Math.max(0, cell.fact ?? 0)));
    holder.style.setProperty("--expected", share(Math.max(0, expected ?? 0)));
    return " has-ink";
  }

  function heard(row, column, cell) {
    const parts = [nameOf(row), column.label, figures.written(cell.value)];
    if (cell.locked && column.kind === "month") parts.push(words.locked);
    if (cell.fact !== null && cell.fact !== undefined) parts.push(said(words.actual, { sum: figures.written(cell.fact) }));
    parts.push(boundsOf(cell));
    if (cell.note) parts.push(said(words.note_of, { text: cell.note.text }));
    return parts.filter(Boolean).join(words.comma);
  }

  // Between what no spread moves it; nothing for a cell without bounds, or a sum of several.
  function boundsOf({ lo = null, hi = null }) {
    if (lo === null && hi === null) return "";
    if (hi === null) return said(words.at_least, { lo: figures.written(lo) });
    if (lo === null) return said(words.at_most, { hi: figures.written(hi) });
    return said(words.between, { lo: figures.written(lo), hi: figures.written(hi) });
  }

  return { said, nameOf, heard, boundsOf, headOf, drawName, drawShape, drawCell };
}

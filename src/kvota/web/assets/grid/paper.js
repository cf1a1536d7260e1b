// The sheet on the page: a grid that scrolls, of which only the rows and columns in sight are drawn.
// What leaves the sight is drawn over with what comes in; where one stands stays drawn, for it is named to who listens.
import { cellPaint } from "./cell_paint.js";

const NAME = 208;
const SHAPE = 120;
const PERIOD = 100;
const SUM = 110;
const ROW = 40;
const HEAD = 33;
// So many rows, and pixels of columns, are drawn on either side of those in sight.
const ROWS_BESIDE = 3;
const BESIDE = 220;
const MOST_SPARE = 40;
const QUIET = 300;

function made(role, css = "") {
  const holder = document.createElement("div");
  holder.setAttribute("role", role);
  holder.className = css;
  return holder;
}

export function paperOf(place, model, figures, words, { onDraw }) {
  const paint = cellPaint(model, figures, words);
  const hasShape = model.whole.months.length > 1;
  const shapeWidth = hasShape ? Math.max(SHAPE, model.whole.months.length * 9 + 16) : 0;
  const before = hasShape ? 2 : 1; // the columns before the periods: who, and the shape
  const drawn = new Map(); // row key → what is drawn of it: { at, row, holder, name, shape, cells: key → cell }
  const spare = [];
  let lefts = []; // where each period begins, from the end of the names; one more for the end of all
  let inSight = { rows: [0, 0], columns: [0, 0] };
  let chosen = () => "";
  let standing = () => [-1, -1];
  let rowAt = new Map();
  let columnAt = new Map();

  const top = made("rowgroup", "sheet-grid__top");
  const heads = made("row", "sheet-grid__heads");
  const body = made("rowgroup", "sheet-grid__body");
  top.append(heads);

  function measure() {
    let left = shapeWidth;
    lefts = model.columns.map((column) => {
      const begins = left;
      left += column.kind === "month" || column.of ? PERIOD : SUM;
      return begins;
    });
    lefts.push(left);
    columnAt = new Map(model.columns.map((column, at) => [column.key, at]));
    rowAt = new Map(model.rows.map((row, at) => [row.key, at]));
    const wide = `${NAME + left}px`;
    top.style.width = wide;
    body.style.width = wide;
    body.style.height = `${ROW * model.rows.length}px`;
    place.style.height = `${heightOf()}px`;
    place.setAttribute("aria-rowcount", model.rows.length + 1);
    place.setAttribute("aria-colcount", model.columns.length + before);
  }

  // As high as its rows where they are few; never higher than the window leaves.
  function heightOf() {
    const room = Math.max(320, window.innerHeight - 300);
    return Math.min(room, ROW * model.rows.length + HEAD + 18);
  }

  function drawHeads() {
    heads.setAttribute("aria-rowindex", 1);
    const head = (at, css, ...content) => {
      const holder = made("columnheader", css);
      holder.setAttribute("aria-colindex", at);
      holder.append(...content);
      return holder;
    };
    const found = [head(1, "sheet-grid__who", words.who)];
    if (hasShape) {
      const shape = head(2, "sheet-grid__shape", words.shape_title);
      shape.style.width = `${shapeWidth}px`;
      found.push(shape);
    }
    model.columns.forEach((column, at) => {
      const holder = head(at + before + 1, `sheet-grid__period${column.key === model.sheet.now ? " is-now" : ""}`, paint.headOf(column));
      holder.style.width = `${lefts[at + 1] - lefts[at]}px`;
      holder.title = column.label;
      found.push(holder);
    });
    heads.replaceChildren(...found);
  }

  function windowOf() {
    const first = Math.max(0, Math.floor(place.scrollTop / ROW) - ROWS_BESIDE);
    const last = Math.min(model.rows.length, Math.ceil((place.scrollTop + place.clientHeight - HEAD) / ROW) + ROWS_BESIDE);
    const from = place.scrollLeft - BESIDE;
    const until = place.scrollLeft + place.clientWidth - NAME + BESIDE;
    let begins = 0;
    while (begins < model.columns.length && lefts[begins + 1] <= from) begins += 1;
    let ends = begins;
    while (ends < model.columns.length && lefts[ends] < until) ends += 1;
    return { rows: [first, last], columns: [begins, ends] };
  }

  const among = (at, [first, last]) => at >= first && at < last;

  // Draws what has come into sight; with `anew` also what was there.
  function draw(anew = false) {
    inSight = windowOf();
    const [rowStands, columnStands] = standing();
    const isKept = (at) => among(at, inSight.rows) || at === rowStands;
    for (const [key, one] of drawn) {
      const at = rowAt.get(key);
      if (at !== undefined && isKept(at)) continue;
      drawn.delete(key);
      spare.push(one);
    }
    for (let at = inSight.rows[0]; at < inSight.rows[1]; at += 1) drawRow(at, columnStands, anew);
    if (model.rows[rowStands] && !among(rowStands, inSight.rows)) drawRow(rowStands, columnStands, anew);
    for (const one of spare) one.holder.remove();
    spare.length = Math.min(spare.length, MOST_SPARE);
  }

  // Who listens hears rows and cells in the order of the page: drawn over as they come, they lose it.
  function inOrder() {
    if (body.querySelector("input")) return;
    const rows = [...drawn.values()].sort((a, b) => a.at - b.at);
    body.replaceChildren(...rows.map((one) => one.holder));
    for (const one of rows) {
      const cells = [...one.cells].sort(([a], [b]) => columnAt.get(a) - columnAt.get(b));
      one.holder.append(...cells.map(([, cell]) => cell));
    }
  }

  function drawRow(at, columnStands, anew) {
    const row = model.rows[at];
    let one = drawn.get(row.key);
    const isNew = !one || anew;
    if (!one) {
      one = spare.pop() ?? emptyRow();
      if (!one.holder.parentNode) body.append(one.holder);
      drawn.set(row.key, one);
    }
    if (isNew || one.row !== row || one.at !== at) {
      one.at = at;
      one.holder.style.top = `${at * ROW}px`;
      one.holder.setAttribute("aria-rowindex", at + 2);
    }
    if (isNew || one.row !== row) {
      one.row = row;
      paint.drawName(one.name, row);
      mark(one.name, chosen(row.key, ""), true);
      if (one.shape) paint.drawShape(one.shape, row);
    }
    drawCells(one, columnStands, isNew);
  }

  function emptyRow() {
    const one = { holder: made("row", "sheet-grid__row"), name: made("rowheader"), shape: null, cells: new Map() };
    one.name.setAttribute("aria-colindex", 1);
    one.holder.append(one.name);
    if (hasShape) {
      one.shape = made("gridcell", "sheet-grid__shape");
      one.shape.setAttribute("aria-colindex", 2);
      one.shape.style.width = `${shapeWidth}px`;
      one.holder.append(one.shape);
    }
    return one;
  }

  function drawCells(one, columnStands, isNew) {
    const left = [];
    const isKept = (at) => among(at, inSight.columns) || at === columnStands;
    for (const [key, cell] of one.cells) {
      const at = columnAt.get(key);
      if (at !== undefined && isKept(at)) continue;
      one.cells.delete(key);
      left.push(cell);
    }
    for (let at = inSight.columns[0]; at < inSight.columns[1]; at += 1) drawOne(one, at, left, isNew);
    if (model.columns[columnStands] && !among(columnStands, inSight.columns)) drawOne(one, columnStands, left, isNew);
    for (const cell of left) cell.remove();
  }

  function drawOne(one, at, left, isNew) {
    const column = model.columns[at];
    let cell = one.cells.get(column.key);
    if (cell && !isNew) return;
    if (!cell) {
      cell = left.pop();
      if (!cell) {
        cell = made("gridcell");
        one.holder.append(cell);
      }
      one.cells.set(column.key, cell);
    }
    cell.style.left = `${NAME + lefts[at]}px`;
    cell.style.width = `${lefts[at + 1] - lefts[at]}px`;
    cell.setAttribute("aria-colindex", at + before + 1);
    fill(cell, one.row, column);
  }

  // A field that is open in it stays.
  function fill(cell, row, column) {
    if (cell.querySelector("input")) return;
    paint.drawCell(cell, row, column);
    mark(cell, chosen(row.key, column.key), true);
  }

  function mark(holder, kind, isNew = false) {
    if (!isNew && holder.kind === kind) return;
    holder.kind = kind;
    holder.classList.toggle("is-chosen", Boolean(kind));
    holder.classList.toggle("is-cursor", kind === "cursor");
    holder.setAttribute("aria-selected", Boolean(kind));
  }

  function lay() {
    measure();
    drawHeads();
    draw(true);
  }

  place.setAttribute("role", "grid");
  place.setAttribute("aria-label", words.title);
  place.setAttribute("aria-multiselectable", "true");
  place.tabIndex = 0;
  place.append(top, body);
  lay();
  let rests;
  place.addEventListener("scroll", () => {
    draw();
    onDraw();
    clearTimeout(rests);
    rests = setTimeout(inOrder, QUIET);
  });
  new ResizeObserver(() => draw()).observe(place);

  return {
    ...paint,
    rowsOfPage: () => Math.max(1, Math.floor((place.clientHeight - HEAD) / ROW) - 1),
    element: (row, column) => (column === "" ? drawn.get(row)?.name : drawn.get(row)?.cells.get(column)),
    whoIsChosen: (kind, stands) => {
      chosen = kind;
      standing = stands;
    },
    // Rows or columns came or went: they are laid out anew, at the same place.
    anew: lay,
    // The same rows and columns with other numbers.
    redraw(keys) {
      for (const [key, one] of drawn) {
        const row = model.rows[rowAt.get(key)];
        if (!row || (keys && !keys.has(key) && !row.gap)) continue;
        one.row = row;
        if (one.shape) paint.drawShape(one.shape, row);
        for (const [column, cell] of one.cells) fill(cell, row, model.columns[columnAt.get(column)]);
      }
    },
    paint() {
      for (const [key, one] of drawn) {
        mark(one.name, chosen(key, ""));
        for (const [column, cell] of one.cells) mark(cell, chosen(key, column));
      }
    },
    bringIntoSight(at, columnStands) {
      const high = place.clientHeight - HEAD;
      const wide = place.clientWidth - NAME;
      const under = at * ROW;
      if (under < place.scrollTop) place.scrollTop = under;
      else if (under + ROW > place.scrollTop + high) place.scrollTop = under + ROW - high;
      if (columnStands >= 0) {
        const [left, right] = [lefts[columnStands], lefts[columnStands + 1]];
        if (left < place.scrollLeft) place.scrollLeft = columnStands ? left : 0;
        else if (right > place.scrollLeft + wide) place.scrollLeft = right - wide;
      }
      draw();
    },
    rowsInSight() {
      const first = Math.floor(place.scrollTop / ROW);
      return model.rows.slice(first, first + Math.ceil(place.clientHeight / ROW));
    },
  };
}

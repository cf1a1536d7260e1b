// Draws the sheet with Tabulator, which keeps only the rows and columns in sight on the page, and marks what is chosen.
import { FormatModule, FrozenColumnsModule, Tabulator } from "tabulator-tables";

Tabulator.registerModule([FormatModule, FrozenColumnsModule]);

const NAME = 208;
const SHAPE = 120;
const PERIOD = 100;
const ROW = 40;
// So many pixels of columns are kept on either side of those in sight.
const BESIDE = 400;
const SVG = "http://www.w3.org/2000/svg";

const element = (tag, css, text) => {
  const made = document.createElement(tag);
  if (css) made.className = css;
  if (text !== undefined) made.textContent = text;
  return made;
};

export function paperOf(place, model, figures, words, { onReady, onDraw }) {
  const drawn = new Map(); // "row|column" → its element, for as long as Tabulator keeps it
  const marked = new Set();
  const said = (words_, fields) => words_.replaceAll(/%\((\w+)\)s/g, (_all, name) => fields[name]);
  let chosen = () => "";

  function icon(name) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "icon icon--small");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", `#icon-${name}`);
    svg.append(use);
    return svg;
  }

  function nameOf(row) {
    if (row.goal) return words.goal_left;
    if (row.parts) return said(words.parts_left, { name: row.name });
    return row.gap ? said(words.left, { name: row.name }) : row.name;
  }

  function drawName(holder, row) {
    holder.className = holder.className.replaceAll(/ ?(depth|is)-\S+/g, "");
    holder.classList.add(`depth-${Math.min(row.depth, 5)}`);
    holder.classList.toggle("is-left", Boolean(row.gap));
    holder.classList.toggle("is-unit", row.key[0] === "u" && !row.gap && !row.segment);
    holder.setAttribute("role", "rowheader");
    holder.replaceChildren();
    if (row.below) {
      const open = !model.closed.has(row.key);
      const button = element("button", "sheet-grid__fold");
      button.type = "button";
      button.tabIndex = -1;
      button.dataset.fold = row.key;
      button.setAttribute("aria-expanded", open);
      button.setAttribute("aria-label", said(open ? words.close_row : words.open_row, { name: row.name }));
      button.append(icon(open ? "down" : "right"));
      holder.append(button);
    }
    holder.append(element("span", "sheet-grid__name", nameOf(row)));
    holder.title = nameOf(row);
  }

  // Twelve small bars: the plan outlined, what came solid; every row on its own scale, for its shape.
  function drawShape(holder, row) {
    holder.replaceChildren();
    if (row.gap) return;
    const months = model.whole.months.map((key) => model.at(row, { key, kind: "month", months: [key] }));
    const most = Math.max(1, ...months.flatMap((cell) => [cell?.value ?? 0, cell?.fact ?? 0]));
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "spark");
    svg.setAttribute("width", String(months.length * 9));
    svg.setAttribute("height", "24");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", said(words.shape, { name: row.name }));
    const bar = (css, x, width, amount) => {
      const rect = document.createElementNS(SVG, "rect");
      const tall = Math.max(1, Math.min(1, Math.max(0, amount / most)) * 24);
      for (const [name, value] of Object.entries({ class: css, x, y: 24 - tall + (css === "ink-paid" ? 0 : 0.5), width, height: Math.max(0, tall - (css === "ink-paid" ? 0 : 1)) })) {
        rect.setAttribute(name, String(value));
      }
      svg.append(rect);
    };
    months.forEach((cell, place) => {
      if (!cell) return;
      bar("ink-plan-thin", place * 9 + 0.5, 6, cell.value);
      if (cell.fact !== null) bar("ink-paid", place * 9 + 2, 3, cell.fact);
    });
    holder.append(svg);
  }

  function drawCell(holder, row, column) {
    const cell = model.at(row, column);
    holder.dataset.testid = `sheet-${row.key}-${column.key}`;
    holder.id = `sheet-${row.key}-${column.key}`;
    holder.dataset.row = row.key;
    holder.dataset.column = column.key;
    const isNow = column.key === model.sheet.now || column.of === model.sheet.now;
    for (const [css, is] of Object.entries({
      "is-sum": column.kind !== "month" && !column.of,
      "is-part": Boolean(column.of),
      "is-now": isNow,
      "is-left": Boolean(row.gap),
      "is-unit": row.key[0] === "u" && !row.segment && !row.gap,
      "is-preview": Boolean(cell?.change),
      "is-read-only": !model.editable(row, column),
    })) {
      holder.classList.toggle(css, is);
    }
    holder.replaceChildren();
    if (!cell) {
      delete holder.dataset.value;
      holder.setAttribute("aria-label", `${nameOf(row)}${words.comma}${column.label}`);
      return;
    }
    holder.dataset.value = cell.value;
    holder.setAttribute("aria-label", heard(row, column, cell));
    const line = element("span", "sheet-grid__number");
    if (cell.change) line.append(element("small", "", figures.signed(cell.change)));
    if (cell.locked && column.kind === "month") line.append(icon("lock"));
    line.append(element(row.gap ? "b" : "span", "", figures.written(cell.value)));
    holder.append(line);
    if (cell.note) holder.append(element("i", "sheet-grid__note"));
    if (!row.gap && !column.of) holder.append(ink(cell));
  }

  // The thin line below the number: what came is solid, what is expected hatched, out of the plan.
  function ink(cell) {
    const bar = element("span", "sheet-grid__ink");
    const share = (amount) => `${Math.max(0, Math.min(100, (100 * amount) / (cell.value || amount || 1)))}%`;
    const expected = cell.forecast && !cell.forecast.assumed ? cell.forecast.middle : null;
    if (expected !== null && expected > (cell.fact ?? 0)) {
      const hatch = element("i", "sheet-grid__expected");
      hatch.style.width = share(expected);
      bar.append(hatch);
    }
    if (cell.fact > 0) {
      const fact = element("i", "sheet-grid__fact");
      fact.style.width = share(cell.fact);
      bar.append(fact);
    }
    bar.hidden = cell.fact === null && expected === null;
    return bar;
  }

  function heard(row, column, cell) {
    const parts = [nameOf(row), column.label, figures.written(cell.value)];
    if (cell.locked && column.kind === "month") parts.push(words.locked);
    if (cell.fact !== null && cell.fact !== undefined) parts.push(said(words.actual, { sum: figures.written(cell.fact) }));
    if (cell.note) parts.push(said(words.note_of, { text: cell.note.text }));
    return parts.join(words.comma);
  }

  const rowOf = (cell) => cell.getData().row;
  // Tabulator empties a cell and puts in what its formatter answers.
  const inside = (holder) => {
    const content = document.createDocumentFragment();
    content.append(...holder.childNodes);
    return content;
  };

  function columnsOf() {
    const title = (column) => (cell) => {
      const holder = element("span", "sheet-grid__head");
      if ((column.kind !== "month" && !column.of) || column.kind === "month") {
        const button = element("button", "sheet-grid__fold");
        const open = column.kind === "month" ? model.parts.has(column.key) : model.open.has(column.key);
        if (column.kind === "month" || model.sheet.columns.length > 1) {
          button.type = "button";
          button.tabIndex = -1;
          button.dataset.foldColumn = column.key;
          button.setAttribute("aria-expanded", open);
          button.setAttribute("aria-label", said(open ? words.close_column : words.open_column, { name: column.label }));
          button.append(icon(open ? "left" : "right"));
        }
        holder.append(column.label, button);
      } else holder.append(column.label);
      cell.getElement?.().classList.toggle("is-now", column.key === model.sheet.now);
      return holder;
    };
    return [
      {
        title: words.who,
        field: "name",
        frozen: true,
        width: NAME,
        headerSort: false,
        formatter: (cell) => {
          const holder = cell.getElement();
          const row = rowOf(cell);
          holder.dataset.head = row.key;
          drawn.set(`${row.key}|`, holder);
          drawName(holder, row);
          mark(holder, chosen(row.key, ""));
          return inside(holder);
        },
      },
      ...(model.whole.months.length > 1
        ? [
            {
              title: words.shape_title,
              field: "shape",
              width: Math.max(SHAPE, model.whole.months.length * 9 + 16),
              headerSort: false,
              formatter: (cell) => {
                drawn.set(`${rowOf(cell).key}|~`, cell.getElement());
                drawShape(cell.getElement(), rowOf(cell));
                return inside(cell.getElement());
              },
            },
          ]
        : []),
      ...model.columns.map((column) => ({
        title: column.label,
        titleFormatter: title(column),
        field: column.key,
        width: column.kind === "month" || column.of ? PERIOD : PERIOD + 10,
        headerSort: false,
        formatter: (cell) => {
          const holder = cell.getElement();
          const row = rowOf(cell);
          drawn.set(`${row.key}|${column.key}`, holder);
          drawCell(holder, row, column);
          mark(holder, chosen(row.key, column.key));
          return inside(holder);
        },
      })),
    ];
  }

  function mark(holder, kind) {
    holder.classList.toggle("is-chosen", Boolean(kind));
    holder.classList.toggle("is-cursor", kind === "cursor");
    holder.setAttribute("aria-selected", Boolean(kind));
    if (kind) marked.add(holder);
    else marked.delete(holder);
  }

  const told = () => model.rows.map((row) => ({ id: row.key, row }));
  const table = new Tabulator(place, {
    data: told(),
    columns: columnsOf(),
    layout: "fitData",
    renderHorizontal: "virtual",
    renderVertical: "virtual",
    rowHeight: ROW,
    renderVerticalBuffer: ROW * 6,
    nestedFieldSeparator: false,
    height: heightOf(),
    placeholder: "",
  });
  table.on("tableBuilt", () => {
    place.setAttribute("role", "grid");
    place.tabIndex = 0;
    const holder = place.querySelector(".tabulator-tableholder");
    holder.tabIndex = -1;
    place.setAttribute("aria-label", words.title);
    keepFewColumns();
    onReady();
  });
  table.on("scrollVertical", () => onDraw());

  // Tabulator 6.5 begins to leave columns out only once one of them has no width of its own, and then keeps four
  // windows of them beside the one in sight: of 60 columns that is all.
  function keepFewColumns() {
    const across = table.columnManager.renderer;
    across.calcWindowBuffer = () => {
      across.windowBuffer = BESIDE;
    };
    if (!across.allVisibleRows) {
      // While columns are made anew it would ask rows for cells they do not have yet, and stop.
      across.allVisibleRows = across.getVisibleRows.bind(across);
      across.getVisibleRows = () => {
        const [column] = across.columns;
        return across.allVisibleRows().filter((row) => row.cells.some((cell) => cell.column === column));
      };
    }
    across.clearVisRowCache();
    across.rerenderColumns();
  }

  // As high as its rows where they are few; never higher than the window leaves.
  function heightOf() {
    const room = Math.max(320, window.innerHeight - 300);
    return Math.min(room, ROW * (model.rows.length + 1) + 16);
  }

  const holder = () => place.querySelector(".tabulator-tableholder");

  return {
    nameOf,
    said,
    heard,
    drawn,
    table,
    holder,
    element: (row, column) => drawn.get(`${row}|${column}`),
    whoIsChosen: (ask) => {
      chosen = ask;
    },
    // Rows came or went: they are laid out anew, at the same place.
    async rowsAnew() {
      const { scrollTop, scrollLeft } = holder();
      drawn.clear();
      table.setHeight(heightOf());
      await table.replaceData(told());
      Object.assign(holder(), { scrollTop, scrollLeft });
    },
    async columnsAnew() {
      const { scrollTop, scrollLeft } = holder();
      drawn.clear();
      table.columnManager.renderer.deinitialize();
      table.setColumns(columnsOf());
      keepFewColumns();
      Object.assign(holder(), { scrollTop, scrollLeft });
    },
    // The same rows and columns with other numbers: only cells that Tabulator holds are drawn.
    redraw(keys) {
      const rows = new Map(model.rows.map((row) => [row.key, row]));
      const columns = new Map(model.columns.map((column) => [column.key, column]));
      for (const [place_, element_] of drawn) {
        const cut = place_.lastIndexOf("|");
        const [row, column] = [rows.get(place_.slice(0, cut)), columns.get(place_.slice(cut + 1))];
        if (!row || (keys && !keys.has(row.key) && !row.gap)) continue;
        if (column) drawCell(element_, row, column);
        else if (place_.endsWith("|~")) drawShape(element_, row);
      }
    },
    paint() {
      for (const holder_ of [...marked]) mark(holder_, "");
      for (const [place_, element_] of drawn) {
        const cut = place_.lastIndexOf("|");
        const kind = chosen(place_.slice(0, cut), place_.slice(cut + 1));
        if (kind) mark(element_, kind);
      }
    },
    bringIntoSight(rowAt, columnAt) {
      const view = holder();
      const top = rowAt * ROW;
      if (top < view.scrollTop) view.scrollTop = top;
      else if (top + ROW > view.scrollTop + view.clientHeight) view.scrollTop = top + ROW - view.clientHeight;
      if (columnAt < 0) return;
      const widths = table.getColumns().slice(1).map((column) => column.getWidth());
      const first = widths.length - model.columns.length; // the shape stands before the periods
      const left = widths.slice(0, first + columnAt).reduce((total, width) => total + width, 0);
      const right = left + widths[first + columnAt] + NAME;
      if (left < view.scrollLeft) view.scrollLeft = columnAt ? left : 0;
      else if (right > view.scrollLeft + view.clientWidth) view.scrollLeft = right - view.clientWidth;
    },
    rowsInSight() {
      const view = holder();
      const first = Math.floor(view.scrollTop / ROW);
      return model.rows.slice(first, first + Math.ceil(view.clientHeight / ROW) + 1);
    },
  };
}

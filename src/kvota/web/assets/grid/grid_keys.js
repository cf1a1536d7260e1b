// The keys of a spreadsheet. Letters by their place on the keyboard, so that they work in Russian and Bulgarian.
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const BEGINS_NUMBER = /^[\d.,\-−+(]$/;

export function listenToKeys(grid) {
  const { place, room, model, cursor, paper, figures } = grid;
  let leaving = false;

  function move(event) {
    const extend = { extend: event.shiftKey };
    const [row, column] = cursor.head;
    const far = event.ctrlKey || event.metaKey;
    if (ARROWS[event.key]) {
      const [down, right] = ARROWS[event.key];
      if (far) cursor.to(down < 0 ? 0 : down > 0 ? Infinity : row, right < 0 ? 0 : right > 0 ? Infinity : column, extend);
      else cursor.by(down, right, extend);
    } else if (event.key === "Home") cursor.to(far ? 0 : row, 0, extend);
    else if (event.key === "End") cursor.to(far ? Infinity : row, Infinity, extend);
    else if (event.key === "PageUp") cursor.by(-paper.rowsOfPage(), 0, extend);
    else if (event.key === "PageDown") cursor.by(paper.rowsOfPage(), 0, extend);
    else return false;
    return true;
  }

  // Tab goes from cell to cell and out at the end; after Escape it leaves at once.
  function tab(event) {
    const [row, column] = cursor.head;
    const last = model.columns.length - 1;
    const step = event.shiftKey ? -1 : 1;
    if (leaving) return false;
    if (column + step <= last && column + step >= 0) cursor.by(0, step);
    else if (row + step < model.rows.length && row + step >= 0) cursor.to(row + step, step > 0 ? 0 : last);
    else return false;
    return true;
  }

  function further(event) {
    const opens = event.key === "ArrowRight";
    if (!opens && event.key !== "ArrowLeft") return false;
    if (cursor.column()) grid.openFurther(cursor.column(), opens);
    else grid.foldRow(cursor.row().key, opens);
    return true;
  }

  const LETTERS = {
    KeyL: () => grid.line.lock(),
    KeyD: () => grid.line.share(),
    KeyB: () => grid.line.bound(),
    KeyV: () => room.querySelector("[data-versions]").click(),
  };

  function press(event) {
    const isFar = event.ctrlKey || event.metaKey;
    if (event.key === "Tab") return tab(event);
    leaving = event.key === "Escape";
    if (event.altKey) return !isFar && further(event);
    if (isFar && event.code === "KeyZ") return done(event.shiftKey ? grid.redo() : grid.undo());
    if (isFar && event.code === "KeyY") return done(grid.redo());
    if (isFar && event.code === "KeyA") return done(cursor.to(0, 0), cursor.to(Infinity, Infinity, { extend: true }));
    if (move(event)) return true;
    if (isFar) return false;
    if (event.key === "Enter" || event.key === "F2") return done(grid.editor.open());
    if (event.key === "Delete" || event.key === "Backspace") return done(grid.line.free());
    if (event.key === "?") return done(grid.line.keysList());
    if (BEGINS_NUMBER.test(event.key)) return done(grid.editor.open(event.key));
    if (!event.shiftKey && LETTERS[event.code]) return done(LETTERS[event.code]());
    return false;
  }

  const done = () => true;

  place.addEventListener("keydown", (event) => {
    if (event.isComposing || grid.editor.isOpen()) return;
    if (!press(event)) return;
    event.preventDefault();
    event.stopPropagation();
  });

  const cellOf = (target) => target.closest?.("[data-column], [data-head]");

  function toCell(target, options) {
    const cell = cellOf(target);
    if (!cell) return false;
    const places = cursor.places();
    const row = places.rows.get(cell.dataset.head ?? cell.dataset.row);
    const column = cell.dataset.head ? -1 : places.columns.get(cell.dataset.column);
    if (row === undefined || column === undefined) return false;
    cursor.to(row, column, options);
    return true;
  }

  let drags = false;
  place.addEventListener("mousedown", (event) => {
    if (event.button || event.target.closest("button, input")) return;
    if (!toCell(event.target, { extend: event.shiftKey })) return;
    event.preventDefault();
    drags = true;
    place.focus({ preventScroll: true });
  });
  place.addEventListener("mouseover", (event) => {
    if (drags && event.buttons === 1 && cellOf(event.target)) toCell(event.target, { extend: true });
  });
  document.addEventListener("mouseup", () => {
    drags = false;
  });
  place.addEventListener("dblclick", (event) => {
    if (event.target.closest("[data-column]") && !event.target.closest("button, input")) grid.editor.open();
  });
  place.addEventListener("click", (event) => {
    const fold = event.target.closest("[data-fold]");
    if (fold) grid.foldRow(fold.dataset.fold, model.closed.has(fold.dataset.fold));
    const column = event.target.closest("[data-fold-column]");
    if (column) grid.foldColumn(column.dataset.foldColumn);
    if (fold || column) place.focus({ preventScroll: true });
  });

  const mine = () => document.activeElement === place;
  document.addEventListener("copy", (event) => {
    if (!mine()) return;
    const { top, bottom, left, right } = cursor.block();
    const columns = model.columns.slice(left, right + 1);
    const text = model.rows
      .slice(top, bottom + 1)
      .map((row) => columns.map((column) => figuresAt(row, column)).join("\t"))
      .join("\r\n");
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
  });
  document.addEventListener("paste", (event) => {
    if (!mine() || !model.sheet.may_edit) return;
    event.preventDefault();
    grid.paste(event.clipboardData.getData("text/plain"));
  });

  function figuresAt(row, column) {
    const cell = model.at(row, column);
    return cell ? figures.plain(cell.value) : "";
  }

  room.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    const doings = {
      undo: grid.undo,
      redo: grid.redo,
      all: () => grid.showAll(true),
      few: () => grid.showAll(false),
      adjust: () => grid.editor.open(),
      lock: grid.line.lock,
      share: grid.line.share,
      bound: grid.line.bound,
      note: grid.line.note,
      history: grid.line.history,
      keys: grid.line.keysList,
    };
    if (!button || !doings[button.dataset.do]) return;
    if (!["note", "history", "keys", "adjust", "bound"].includes(button.dataset.do)) place.focus({ preventScroll: true });
    doings[button.dataset.do]();
  });
}

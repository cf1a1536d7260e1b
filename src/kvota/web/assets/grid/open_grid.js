// The goal as a spreadsheet: keys, typing, the clipboard, undo, and the line that tells of the cell one stands on.
import { cursorOf } from "./cursor.js";
import { openDoors } from "./doors.js";
import { editorOf } from "./editor.js";
import { figuresOf } from "./figures.js";
import { cellLine } from "./cell_line.js";
import { listenToKeys } from "./grid_keys.js";
import { modelOf } from "./model.js";
import { paperOf } from "./paper.js";
import { previewBar } from "./preview_bar.js";

const FORECASTS_AT_ONCE = 30;
const QUIET = 400;

export async function openGrid(place) {
  const words = JSON.parse(document.getElementById("grid-words").textContent);
  const doors = openDoors(place);
  const { version, cut, grade, locale } = place.dataset;
  const asked = (now) => ({ version: now, ...(cut && { cut }), ...(grade && { grade }) });
  let sheet;
  try {
    sheet = await doors.read("", asked(version));
  } catch {
    return; // the table of the server stays
  }
  const room = place.closest("[data-sheet-room]");
  const model = modelOf(sheet);
  model.arrange();
  const figures = figuresOf(sheet, locale);
  room.hidden = false;
  document.querySelector("[data-grid-alone]").hidden = true;

  const grid = { place, room, model, figures, words, doors };
  const paper = paperOf(place, model, figures, words, { onDraw: soon });
  const cursor = cursorOf(model, moved);
  paper.whoIsChosen(cursor.kindOf, () => cursor.head);
  Object.assign(grid, { paper, cursor, say, refuse, change, undo, redo, paste, openFurther, foldRow, foldColumn, showAll, stored, laidOut, expect });
  grid.editor = editorOf(grid);
  grid.preview = previewBar(grid);
  grid.line = cellLine(grid);
  listenToKeys(grid);
  cursor.to(0, Math.max(0, model.columns.findIndex((column) => column.key === sheet.now)));
  tellState();
  expect();
  room.dataset.ready = "true";

  function moved() {
    paper.bringIntoSight(cursor.head[0], cursor.head[1]);
    paper.paint();
    grid.line.tell();
    const at = paper.element(cursor.row()?.key, cursor.column()?.key ?? "");
    if (at) place.setAttribute("aria-activedescendant", at.id);
    else place.removeAttribute("aria-activedescendant");
  }

  function say(text) {
    room.querySelector("[data-said]").textContent = text;
  }

  function refuse(error) {
    const bar = room.querySelector("[data-refused]");
    bar.hidden = false;
    bar.querySelector("[data-refused-words]").textContent = error?.sentence ?? words.failed;
    bar.querySelector("[data-refused-reload]").hidden = error?.status !== 409;
  }

  const settled = () => {
    room.querySelector("[data-refused]").hidden = true;
  };

  function tellState() {
    room.querySelector('[data-do="undo"]').disabled = !model.sheet.undo;
    room.querySelector('[data-do="redo"]').disabled = !model.sheet.redo;
  }

  const body = (more) => () => ({ ...asked(model.sheet.version), ...more });

  // Rows that stand for a gap come and go with the numbers.
  async function laidOut() {
    const before = model.rows.map((row) => row.key).join();
    cursor.stay(() => model.arrange());
    if (model.rows.map((row) => row.key).join() === before) {
      paper.redraw();
      paper.paint();
    } else paper.anew();
    grid.line.tell();
  }

  async function stored(answer) {
    model.preview = null;
    settled();
    if (answer.reload) {
      const anew = await doors.read("", asked(answer.version));
      model.take(anew);
    } else model.apply(answer);
    tellState();
    await laidOut();
    await Promise.all([...model.parts.keys()].map((month) => partsOf(month, model.parts.get(month).by)));
  }

  async function ask(what, more, onRefusal = refuse) {
    try {
      const answer = await doors.send(what, body(more));
      if (!more?.preview) await stored(answer);
      return answer;
    } catch (error) {
      onRefusal(error);
      return null;
    }
  }

  function change(changes, more, onRefusal) {
    return ask("change", { changes, ...more }, onRefusal);
  }

  async function undo() {
    if (await ask("undo")) say(words.undone);
  }

  async function redo() {
    if (await ask("redo")) say(words.redone);
  }

  async function paste(text) {
    const { top, left, right, bottom } = cursor.block();
    const fills = !/[\t\n]/.test(text.trim());
    const last = fills ? bottom : model.rows.length - 1;
    const rows = model.rows.slice(top, last + 1).filter((row) => !row.gap).map((row) => row.key);
    const columns = model.columns.slice(left, fills ? right + 1 : undefined).filter((column) => !column.of);
    const answer = await ask("paste", { text, rows, columns: columns.map((column) => column.months) });
    if (answer) say(paper.said(words.pasted, { count: answer.pasted }));
  }

  async function partsOf(month, by) {
    const told = await doors.read("/parts", { ...asked(model.sheet.version), month, by });
    model.parts.set(month, { ...told, by });
    cursor.stay(() => model.arrange());
    paper.anew();
  }

  // A year opens to quarters, a quarter to months, a month to ten days, then weeks, then days.
  async function openFurther(column, further) {
    const month = column.of ?? (column.kind === "month" ? column.key : "");
    if (month) {
      const by = further ? model.nextPart(month) : "";
      if (further && by) return partsOf(month, by);
      if (further) return;
      if (model.parts.delete(month)) return anew(month);
      const quarter = model.sheet.columns.find((each) => each.kind === "quarter" && each.months.includes(month));
      if (quarter && model.open.delete(quarter.key)) return anew(quarter.key);
      return;
    }
    if (further ? !model.open.has(column.key) : model.open.has(column.key)) foldColumn(column.key);
  }

  function anew(key) {
    cursor.stay(() => model.arrange());
    const at = cursor.places().columns.get(key);
    if (at !== undefined) cursor.to(cursor.head[0], at);
    paper.anew();
    moved();
  }

  function foldColumn(key) {
    const column = model.sheet.columns.find((each) => each.key === key);
    if (column?.kind === "month") return openFurther(column, !model.parts.has(key));
    if (!model.open.delete(key)) model.open.add(key);
    return anew(key);
  }

  function showAll(all) {
    for (const column of model.sheet.columns) if (column.kind !== "month" && all) model.open.add(column.key);
    if (!all) {
      model.open = new Set([model.whole.key]);
      model.parts.clear();
    }
    anew(cursor.column()?.key);
  }

  function foldRow(key, further) {
    const row = model.row(key);
    if (!row?.below || further === !model.closed.has(key)) return;
    if (!model.closed.delete(key)) model.closed.add(key);
    cursor.stay(() => model.arrange());
    paper.anew();
    moved();
  }

  // What rows in sight are expected to bring this month, once the hand rests.
  let waits;
  function soon() {
    clearTimeout(waits);
    waits = setTimeout(expect, QUIET);
  }

  async function expect() {
    const month = model.sheet.now;
    if (!month || !model.sheet.money) return;
    const keys = paper
      .rowsInSight()
      .filter((row) => !row.gap && !row.segment && !model.forecasts.has(`${row.key}|${month}`))
      .slice(0, FORECASTS_AT_ONCE)
      .map((row) => row.key);
    if (!keys.length) return;
    for (const key of keys) model.forecasts.set(`${key}|${month}`, undefined);
    const query = new URLSearchParams([["version", model.sheet.version], ["month", month], ...keys.map((key) => ["key", key])]);
    try {
      const told = await doors.read("/forecasts", query);
      for (const [key, expected] of Object.entries(told.rows)) model.forecasts.set(`${key}|${month}`, expected);
      paper.redraw(new Set(keys));
      paper.paint();
      grid.line.tell();
    } catch {
      // Without a forecast the cells say what came, and nothing more.
    }
  }
}

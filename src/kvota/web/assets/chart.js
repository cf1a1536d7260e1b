// The script of pages with a chart. What the server drew stays where this does not run; where it does,
// the same numbers are drawn anew at the reader's own width, and can be walked and saved.
import { openSheet } from "./chart/sheet.js";
import { saveFrom } from "./chart/save.js";
import { walk } from "./chart/walk.js";

for (const figure of document.querySelectorAll("[data-chart]")) {
  const { chart: kind } = figure.dataset;
  const data = JSON.parse(document.getElementById(kind).textContent);
  const sheet = openSheet(figure.querySelector("[data-chart-paper]"), kind, data);
  walk(figure, sheet, data.points);
  saveFrom(figure, kind, data);
  figure.querySelector("[data-chart-tools]").hidden = false;
}

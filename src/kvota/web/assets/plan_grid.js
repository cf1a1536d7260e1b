// The script of the plan's page: the goal as a spreadsheet. Without it, and on a narrow screen, the table that
// the server drew stays, and its cells are changed one at a time.
import { openGrid } from "./grid/open_grid.js";

const WIDE_ENOUGH = "(min-width: 640px)";
const place = document.getElementById("sheet-grid");

if (place && matchMedia(WIDE_ENOUGH).matches) openGrid(place);

// The one script of every page. Each part improves something that already works without it.
import "./htmx_setup.js";
import { keepMenusTidy } from "./menus.js";
import { closeToasts } from "./toasts.js";
import { dragChips } from "./board.js";
import { dropFiles } from "./file_drop.js";
import { giveMovesTheirIds } from "./move_ids.js";
import { listenForKeys } from "./keys.js";
import { openAtNow } from "./open_at_now.js";
import { openSheets } from "./sheet.js";
import { walkThePalette } from "./palette.js";
import { replayTheBoard } from "./replay.js";
import { sendOnce } from "./send_once.js";
import { showMovesAtOnce } from "./moves_at_once.js";

sendOnce();
giveMovesTheirIds();
showMovesAtOnce();
openSheets();
openAtNow();
closeToasts();
keepMenusTidy();
dragChips();
replayTheBoard();
dropFiles();
walkThePalette();
listenForKeys();

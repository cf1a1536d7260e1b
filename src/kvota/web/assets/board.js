// Moving a chip, by hand or by a key, fills in and sends the board's own form: one command behind every way to move.
import Sortable from "sortablejs";
import { afterEveryRequest, onEveryPiece, within } from "./fragments.js";
import { renewNow } from "./renew.js";

// What becomes of the chip, by the form that was sent: it stays where it was put, or goes back.
const moved = new WeakMap();

// The chip somebody works on: the board is drawn anew around it, and he goes on from there.
let held = "";

const handle = (chip) => chip?.querySelector("a.chip, input");
const chipsOf = (column) => [...column.querySelectorAll("[data-chip]")];
const letters = () => document.documentElement.dataset.keys !== "off";

function sendMove(board, chip, column, returnTo) {
  const form = board.querySelector("form[data-board-move]");
  form.elements.deal.value = chip.dataset.deal;
  form.elements.stage.value = column.dataset.stage;
  Object.assign(form.dataset, {
    what: handle(chip).dataset.name ?? handle(chip).title,
    where: column.dataset.where ?? column.closest(".point")?.querySelector("h3")?.textContent ?? "",
    fix: handle(chip).getAttribute("href"),
  });
  moved.set(form, { chip, returnTo });
  chip.classList.add("is-taken");
  form.requestSubmit();
}

function wayBack(chip) {
  const [from, after] = [chip.parentElement, chip.nextElementSibling];
  return () => {
    from.insertBefore(chip, after?.parentElement === from ? after : null);
    chip.classList.remove("is-taken");
  };
}

function putInto(board, chip, column) {
  const back = wayBack(chip);
  const focused = chip.contains(document.activeElement);
  column.append(chip);
  if (focused) handle(chip).focus();
  held = chip.id;
  sendMove(board, chip, column, () => {
    back();
    handle(chip).focus();
  });
}

// Chips that make room glide; more of them than this would stumble instead.
const MOST_GLIDING = 100;

function dragging(board) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const many = board.querySelectorAll("[data-chip]").length > MOST_GLIDING;
  for (const column of board.querySelectorAll("[data-stage]")) {
    Sortable.create(column, {
      // Another lane is another person or product: a chip is not handed over by a slip of the hand.
      group: `chips ${column.dataset.lane ?? ""}`,
      sort: false,
      draggable: "[data-chip]",
      filter: ".chip__moves, .about",
      preventOnFilter: false,
      // A finger that scrolls must not pick a chip up.
      delay: 200,
      delayOnTouchOnly: true,
      touchStartThreshold: 6,
      animation: still || many ? 0 : 150,
      onEnd({ item, from, to, oldIndex }) {
        if (from === to) return;
        sendMove(board, item, to, () => {
          from.insertBefore(item, from.children[oldIndex] ?? null);
          item.classList.remove("is-taken");
        });
      },
    });
  }
}

// The columns of the chip's lane from the left, and the one it stands in.
function around(board, chip) {
  const own = chip.closest("[data-stage]");
  const columns = [...board.querySelectorAll("[data-stage]")].filter((each) => each.dataset.lane === own.dataset.lane);
  return { own, columns, at: columns.indexOf(own) };
}

function walk(board, chip, code) {
  const { own, columns, at } = around(board, chip);
  const place = chipsOf(own).indexOf(chip);
  const aside = { ArrowLeft: -1, ArrowRight: 1 }[code];
  if (!aside) {
    // The floor is at the bottom: up goes to the next chip of the list. Past the end lies the next lane.
    const up = code === "ArrowUp" ? 1 : -1;
    const lanes = [...board.querySelectorAll(`[data-stage="${own.dataset.stage}"]`)];
    const further = lanes.slice(lanes.indexOf(own) + 1);
    const before = lanes.slice(0, lanes.indexOf(own)).reverse();
    const other = (up > 0 ? before : further).map(chipsOf).find((chips) => chips.length);
    handle(chipsOf(own)[place + up] ?? other?.[0])?.focus();
    return;
  }
  // An empty point is stepped over.
  const rest = aside > 0 ? columns.slice(at + 1) : columns.slice(0, at).reverse();
  const chips = rest.map(chipsOf).find((each) => each.length) ?? [];
  handle(chips[Math.min(place, chips.length - 1)])?.focus();
}

function wanted(board, chip, event) {
  const { columns, at } = around(board, chip);
  if (event.shiftKey && event.code === "ArrowLeft") return columns[at - 1];
  if (event.shiftKey && event.code === "ArrowRight") return columns[at + 1];
  if (event.shiftKey || !letters()) return undefined;
  if (event.code === "KeyM") return columns[at + 1];
  const digit = /^Digit([1-8])$/.exec(event.code)?.[1];
  return columns.find((column) => column.dataset.stage === digit);
}

function walking(board) {
  board.addEventListener("keydown", (event) => {
    const chip = event.target.closest("[data-chip]");
    if (!chip || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const isArrow = event.code.startsWith("Arrow");
    const column = board.matches("[data-board]") ? wanted(board, chip, event) : undefined;
    if (column && column !== chip.parentElement) putInto(board, chip, column);
    else if (isArrow && !event.shiftKey) walk(board, chip, event.code);
    else if (!isArrow && !column) return;
    event.preventDefault();
    event.stopPropagation();
  });
}

// Choosing begins with the chip that somebody stands on.
function takeAlong({ target }) {
  const link = target.closest("a[data-choose]");
  const chip = link && document.activeElement?.closest("[data-chip]");
  if (!chip) return;
  const address = new URL(link.href);
  address.searchParams.set("ticked", chip.dataset.deal);
  link.href = address;
}

export function dragChips() {
  onEveryPiece((piece) => {
    within(piece, "[data-chips]").forEach(walking);
    within(piece, "[data-board]").forEach(dragging);
    if (within(piece, ".points--choosing").length) handle(document.querySelector("[data-chip]:has(:checked)"))?.focus();
  });
  document.addEventListener("click", takeAlong, true);
  document.addEventListener("focusin", ({ target }) => {
    held = target.closest?.("[data-chip]")?.id ?? (target === document.body ? held : "");
  });
  document.addEventListener("kvota:renewed", () => {
    if (held && document.activeElement === document.body) handle(document.getElementById(held))?.focus();
  });
  afterEveryRequest((form, taken) => {
    const { chip, returnTo } = moved.get(form) ?? {};
    moved.delete(form);
    if (!chip) return;
    if (!taken) return returnTo();
    chip.classList.remove("is-taken");
    // After the form is free again: a page with something on its way is not drawn anew.
    if (navigator.onLine) setTimeout(renewNow);
  });
}

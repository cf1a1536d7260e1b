// Dragging a chip fills in and sends the board's own form: one command behind every way to move.
import Sortable from "sortablejs";
import { afterEveryRequest, onEveryPiece, within } from "./fragments.js";

// What becomes of the chip, by the form that was sent: it stays where it was put, or goes back.
const moved = new WeakMap();

function sendMove(board, chip, column, returnTo) {
  const form = board.querySelector("form[data-board-move]");
  form.elements.deal.value = chip.dataset.deal;
  form.elements.stage.value = column.dataset.stage;
  Object.assign(form.dataset, {
    what: chip.textContent.trim(),
    where: column.closest(".point")?.querySelector("h3")?.textContent ?? "",
    fix: chip.querySelector("a").getAttribute("href"),
  });
  moved.set(form, { chip, returnTo });
  chip.classList.add("is-taken");
  form.requestSubmit();
}

function prepare(board) {
  const columns = [...board.querySelectorAll("[data-stage]")];
  for (const column of columns) {
    Sortable.create(column, {
      group: "chips",
      sort: false,
      draggable: "[data-chip]",
      // A finger that scrolls must not pick a chip up.
      delay: 200,
      delayOnTouchOnly: true,
      touchStartThreshold: 6,
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
      onEnd({ item, from, to, oldIndex }) {
        if (from === to) return;
        sendMove(board, item, to, () => {
          from.insertBefore(item, from.children[oldIndex] ?? null);
          item.classList.remove("is-taken");
        });
      },
    });
  }

  const chipsOf = (column) => [...column.querySelectorAll("[data-chip]")];
  board.addEventListener("keydown", (event) => {
    const chip = event.target.closest("[data-chip]");
    if (!chip || !event.code.startsWith("Arrow")) return;
    const column = chip.closest("[data-stage]");
    const at = chipsOf(column).indexOf(chip);
    const aside = { ArrowLeft: -1, ArrowRight: 1 }[event.code];
    const neighbour = columns[columns.indexOf(column) + aside];
    if (event.shiftKey && aside) {
      if (neighbour) sendMove(board, chip, neighbour, () => chip.classList.remove("is-taken"));
    } else if (aside) {
      const chips = neighbour ? chipsOf(neighbour) : [];
      chips[Math.min(at, chips.length - 1)]?.querySelector("a")?.focus();
    } else {
      // The floor is at the bottom: up goes to the next chip of the list.
      chipsOf(column)[at + (event.code === "ArrowUp" ? 1 : -1)]?.querySelector("a")?.focus();
    }
    event.preventDefault();
  });
}

export function dragChips() {
  onEveryPiece((piece) => within(piece, "[data-board]").forEach(prepare));
  afterEveryRequest((form, taken) => {
    const { chip, returnTo } = moved.get(form) ?? {};
    if (taken) chip?.classList.remove("is-taken");
    else returnTo?.();
    moved.delete(form);
  });
}

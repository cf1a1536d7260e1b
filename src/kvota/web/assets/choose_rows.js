// Ticking rows of a list: the count, the whole page by one tick, and the ticks again after the list was renewed.
import { onEveryPiece, within } from "./fragments.js";

const ticks = () => [...document.querySelectorAll("[data-tick]")];
const chosen = new Set();

function tell() {
  const bar = document.querySelector("[data-many]");
  if (!bar) return;
  const all = ticks();
  const on = all.filter((tick) => tick.checked);
  const ofPage = document.querySelector("[data-tick-all] input");
  ofPage.checked = on.length === all.length && on.length > 0;
  ofPage.indeterminate = on.length > 0 && on.length < all.length;
  bar.querySelector("[data-ticked]").textContent = on.length ? `(${on.length})` : "";
  chosen.clear();
  on.forEach((tick) => chosen.add(tick.value));
}

function choose(which) {
  const radio = document.querySelector(`[data-many] [name="which"][value="${which}"]`);
  if (radio) radio.checked = true;
}

function tickAll(on) {
  ticks().forEach((tick) => {
    tick.checked = on;
  });
}

export function chooseRows() {
  document.addEventListener("change", ({ target }) => {
    if (target.matches("[data-tick]")) choose("ticked");
    else if (target.closest("[data-tick-all]")) {
      tickAll(target.checked);
      choose("ticked");
    } else if (target.matches('[data-many] [name="which"]') && target.value !== "ticked") tickAll(true);
    else return;
    tell();
  });
  document.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-untick]")) return;
    tickAll(false);
    choose("ticked");
    tell();
  });
  // A way that opens is gone on with at once: from the ticks it would be a long walk of Tab.
  document.addEventListener(
    "toggle",
    ({ target }) => target.matches?.(".many__way[open]") && target.querySelector(".line .input")?.focus(),
    true,
  );
  onEveryPiece((piece) => {
    if (!within(piece, "[data-many]").length) return;
    document.querySelectorAll("[data-tick-all], [data-untick]").forEach((control) => {
      control.hidden = false;
    });
    ticks().forEach((tick) => {
      tick.checked = tick.checked || chosen.has(tick.value);
    });
    tell();
  });
}

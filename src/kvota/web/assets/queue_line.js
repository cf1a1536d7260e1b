// What the page says of moves that wait, of moves that were refused, and of being offline. The words are the page's.
import { allKept, forgetMove, onOtherTabs } from "./kept_moves.js";
import { showWaiting } from "./waiting_cards.js";

let count = 0;
// Known at once, without asking the database: a tap must not wait.
export const somethingWaits = () => count > 0;

export function tellWhatWaits() {
  const place = document.querySelector("[data-queue]");
  if (!place) return;
  const line = (name) => place.querySelector(`[data-queue-line="${name}"]`);
  const show = (name, shown) => {
    line(name).hidden = !shown;
  };
  const number = (name, n) => {
    for (const figure of line(name).querySelectorAll("[data-queue-number]")) figure.textContent = n;
    show(name, n > 0);
  };
  const { seat } = place.dataset;

  function oneRefused(move) {
    const item = place.querySelector("[data-queue-one]").content.firstElementChild.cloneNode(true);
    const part = (name) => item.querySelector(`[data-part="${name}"]`);
    part("what").textContent = move.what;
    part("where").textContent = move.where;
    if (move.refused.sentence) part("sentence").textContent = move.refused.sentence;
    part("fix").href = move.fix;
    // What is not his any more cannot be opened either.
    part("fix").hidden = move.refused.code === "not_found";
    part("discard").addEventListener("click", () => forgetMove(move.order));
    return item;
  }

  async function tell() {
    const all = await allKept().catch(() => []);
    // Whoever is not signed in learns how many there are, and nothing of them.
    const mine = seat ? all.filter((move) => move.seat === seat) : all;
    const waiting = mine.filter((move) => !move.refused);
    const had = count;
    count = seat ? waiting.length : 0;
    number("waiting", waiting.length);
    number("others", all.length - mine.length);
    if (had && !count) show("sent", mine.length === waiting.length);
    if (count) show("sent", false);
    if (!count && seat) show("signed-out", false);
    if (!seat) show("signed-out", waiting.length > 0);
    place.querySelector("[data-queue-refused]").replaceChildren(
      ...(seat ? mine.filter((move) => move.refused).map(oneRefused) : []),
    );
    showWaiting(waiting);
  }

  document.addEventListener("kvota:queue", tell);
  document.addEventListener("kvota:renewed", tell);
  onOtherTabs(tell);
  document.addEventListener("kvota:sent", (event) => {
    show("signed-out", event.detail.ended === "signed-out" && (count > 0 || !seat));
  });
  document.addEventListener("kvota:kept", (event) => show("not-kept", !event.detail.kept));
  document.addEventListener("kvota:offline", (event) => {
    show("stale", event.detail && Boolean(line("stale").textContent.trim()));
    if (!event.detail) show("closed", false);
  });
  document.addEventListener("kvota:not-offline", () => show("closed", true));
  tell();
}

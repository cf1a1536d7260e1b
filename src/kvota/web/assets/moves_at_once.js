// The card shows the new stage before the server has answered, and takes it back if the server refuses.
import { afterEveryRequest } from "./fragments.js";

export function showMovesAtOnce() {
  const before = new WeakMap();

  document.addEventListener("submit", (event) => {
    const card = event.target.closest("[data-card]");
    const place = card?.querySelector("[data-card-place]");
    const arrives = event.submitter?.dataset.arrives;
    if (!place || !arrives) return;
    before.set(event.target, { card, place, said: place.textContent });
    place.textContent = arrives;
    card.setAttribute("data-moved", "");
  });

  afterEveryRequest((form, taken) => {
    const was = before.get(form);
    before.delete(form);
    if (taken || !was) return;
    was.place.textContent = was.said;
    was.card.removeAttribute("data-moved");
  });
}

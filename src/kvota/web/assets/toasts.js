// A toast stays until it is closed or replaced: undo has no clock (WCAG 2.2.1).
import { onEveryPiece, within } from "./fragments.js";

export function closeToasts() {
  onEveryPiece((piece) =>
    within(piece, "[data-toast-close]").forEach((button) => {
      button.hidden = false;
    }),
  );
  document.addEventListener("click", (event) => {
    event.target.closest("[data-toast-close]")?.closest("[data-toast]")?.remove();
  });
}

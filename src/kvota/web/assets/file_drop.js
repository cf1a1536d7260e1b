// A file may be dropped anywhere on the dashed field; one that is too large is named before it travels.
import { onEveryPiece, within } from "./fragments.js";

function prepare(field) {
  const input = field.querySelector('input[type="file"]');
  const refusal = field.querySelector("[data-too-large]");
  const mark = (over) => field.toggleAttribute("data-over", over);

  field.addEventListener("dragover", (event) => {
    event.preventDefault();
    mark(true);
  });
  field.addEventListener("dragleave", () => mark(false));
  field.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("change", () => {
    const limit = Number(field.dataset.maxBytes) || Infinity;
    const tooLarge = [...input.files].some((file) => file.size > limit);
    if (refusal) refusal.hidden = !tooLarge;
    if (tooLarge) input.value = "";
    else if (input.files.length && field.hasAttribute("data-send")) input.form.requestSubmit();
  });
}

export function dropFiles() {
  onEveryPiece((piece) => within(piece, "[data-drop]").forEach(prepare));
}

// A slider beside a number field says the same: whichever is moved, the other follows. The field is what is sent,
// and without a script it stands there alone.
import { onEveryPiece, within } from "./fragments.js";

// "−2,5 %" as a person types it.
const number = (text) => Number(text.replace(/[\s%+]/g, "").replace("−", "-").replace(",", ".") || 0);

function prepare(slide) {
  const slider = slide.querySelector("input[type=range]");
  const field = document.getElementById(slide.dataset.slide);
  const tell = () => slider.setAttribute("aria-valuetext", `${slider.value}${slide.dataset.unit}`);
  slider.addEventListener("input", () => {
    field.value = slider.value === "0" ? "" : slider.value;
    tell();
  });
  field.addEventListener("input", () => {
    const typed = number(field.value);
    if (Number.isNaN(typed)) return;
    slider.value = typed;
    tell();
  });
  tell();
  slide.hidden = false;
}

export function joinSlides() {
  onEveryPiece((piece) => {
    within(piece, "[data-slide]").forEach(prepare);
    within(piece, "[data-of-slides]").forEach((words) => (words.hidden = false));
  });
}

// The tour stands in one line above the page and marks what its step means. What was recorded without a new page
// is asked for after each request; the server knows which step is done.
import { afterEveryRequest } from "./fragments.js";

const MARK = "is-pointed-at";
const strip = () => document.getElementById("tour");
const shown = (element) => element.checkVisibility?.() ?? true;

function mark() {
  document.querySelector(`.${MARK}`)?.classList.remove(MARK);
  const points = strip()?.dataset.points;
  if (!points || strip().hidden) return;
  // In the order of the selectors: what does the step stands before the way to it.
  const found = points.split(", ").flatMap((one) => [...document.querySelectorAll(one)]);
  found.find(shown)?.classList.add(MARK);
}

async function renew() {
  const answer = await fetch(strip().dataset.tour, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (answer?.status !== 200) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("tour");
  if (!fresh || fresh.dataset.tourStep === strip().dataset.tourStep) return;
  // The words are put into the element that stands there: a status that is replaced is not read out.
  const words = fresh.querySelector(".tour__words");
  if (words) strip().querySelector(".tour__words")?.replaceChildren(...words.childNodes);
  const ways = fresh.querySelector(".tour__ways");
  if (ways) strip().querySelector(".tour__ways")?.replaceChildren(...ways.childNodes);
  for (const name of ["data-tour-step", "data-points"]) strip().setAttribute(name, fresh.getAttribute(name) ?? "");
  mark();
  strip().scrollIntoView({ block: "nearest" });
}

export function walkTheTour() {
  if (!strip() || strip().hidden) return;
  mark();
  afterEveryRequest((_, taken) => {
    if (taken) renew();
  });
  document.addEventListener("kvota:renewed", mark);
}

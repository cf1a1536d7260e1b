// One chart on the page: drawn at the width it has, drawn again when that changes, and for paper.
import { drawingOf, openChart } from "./drawings.js";
import { pageInk } from "./ink.js";
import { familyOf } from "./words.js";

const PHONE = matchMedia("(max-width: 719px)");
// The width of an A4 page between our margins; the style sheet stretches it over other papers.
const PAPER = { width: 703, height: 266 };

export function openSheet(paper, kind, data) {
  const drawnByServer = [...paper.children];
  const element = document.createElement("div");
  element.className = "chart__sheet";
  paper.classList.add("chart--live");
  paper.append(element);
  let at = null;
  let chart;
  try {
    chart = openChart(element, { width: element.clientWidth, height: element.clientHeight });
    draw();
  } catch (fault) {
    element.remove();
    paper.classList.remove("chart--live");
    throw fault; // what the server drew is still there
  }
  for (const drawing of drawnByServer) drawing.remove();

  function draw(size = { width: element.clientWidth, height: element.clientHeight }, narrow = PHONE.matches) {
    if (!size.width) return; // inside something closed
    chart.resize(size);
    const set = { ...size, narrow, at, ink: pageInk, family: familyOf(element) };
    chart.setOption(drawingOf(kind, data, set), { notMerge: true });
    chart.getZr().flush();
    // So that paper of another width can stretch it.
    element.querySelector("svg").setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
  }

  let width = element.clientWidth;
  new ResizeObserver(() => {
    if (element.clientWidth === width) return;
    width = element.clientWidth;
    draw();
  }).observe(element);
  document.fonts.ready.then(() => draw());
  addEventListener("beforeprint", () => draw(PAPER, false));
  addEventListener("afterprint", () => draw());

  return {
    element: paper,
    mark(point) {
      at = point;
      draw();
    },
    // The place of a pixel of the screen along the chart.
    placeOf: (clientX) => {
      const { left, width: shown } = element.getBoundingClientRect();
      const x = ((clientX - left) / shown) * element.clientWidth;
      return chart.convertFromPixel({ gridIndex: 0 }, [x, 0])[0];
    },
  };
}

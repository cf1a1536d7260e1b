// A chart as a file: on white paper, with its sentence above it and what it needs to be read elsewhere.
import { drawingOf, openChart } from "./drawings.js";
import { fontsOfPage } from "./fonts_of_page.js";
import { lightInk } from "./ink.js";
import { familyOf, words } from "./words.js";

const SIZE = { width: 960, height: 476 };
const INSET = { top: 76, bottom: 52, side: 20 };
const DOTS_PER_PIXEL = 2;

export function saveFrom(figure, kind, data) {
  for (const button of figure.querySelectorAll("[data-chart-save]")) {
    button.addEventListener("click", async () => {
      const ending = button.dataset.chartSave;
      const picture = pictureOf(kind, data, familyOf(figure));
      const file = ending === "svg" ? new Blob([picture], { type: "image/svg+xml" }) : await asPng(picture);
      keep(file, `${data.picture.file}.${ending}`);
    });
  }
}

function pictureOf(kind, data, family) {
  const ink = lightInk();
  const chart = openChart(null, SIZE);
  const drawing = drawingOf(kind, data, { ...SIZE, inset: INSET, narrow: false, at: null, ink, family });
  const set = { x: INSET.side, ink, family };
  const wide = SIZE.width - 2 * INSET.side;
  const around = [
    folded(words(data.picture.title, { ...set, y: 36, size: 16, weight: 600 }), wide, 22),
    words(data.picture.about, { ...set, y: 70 }),
    folded(words(data.picture.inks, { ...set, y: SIZE.height - 26 }), wide, 16),
  ];
  const heading = {
    type: "custom",
    coordinateSystem: "none",
    silent: true,
    data: [0],
    renderItem: () => ({ type: "group", children: around }),
  };
  chart.setOption({ ...drawing, backgroundColor: ink.bg, series: [...drawing.series, heading] });
  const text = chart.renderToSVGString();
  chart.dispose();
  return still(text);
}

// Without what ECharts writes for a mouse that a file does not have.
function still(text) {
  return text.replace(/<style[^]*?<\/style>\s*/, "").replaceAll(/ (?:class|pointer-events)="[^"]*"/g, "");
}

function folded(text, width, lineHeight) {
  return { ...text, style: { ...text.style, width, lineHeight, overflow: "break" } };
}

// The picture is drawn apart from the page and knows none of its fonts: they travel inside.
async function asPng(picture) {
  const image = new Image(SIZE.width, SIZE.height);
  const text = picture.replace(/(<svg[^>]*>)/, `$1${await fontsOfPage()}`);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = SIZE.width * DOTS_PER_PIXEL;
  canvas.height = SIZE.height * DOTS_PER_PIXEL;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function keep(file, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

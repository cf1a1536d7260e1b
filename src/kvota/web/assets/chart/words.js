// Words on a chart: how wide they are, and how they are set.
const brush = document.createElement("canvas").getContext("2d");

// The fonts of the page without quotes, which would end an attribute of a saved picture.
export function familyOf(element) {
  return getComputedStyle(element).fontFamily.replaceAll(/["']/g, "");
}

export function widthOf(text, family, { size = 12, weight = 400 } = {}) {
  brush.font = `${weight} ${size}px ${family}`;
  return brush.measureText(text).width;
}

// `y` is the foot of the letters, as in the server's drawing; the halo keeps lines from running through them.
export function words(text, { x, y, ink, family, size = 12, weight = 400, italic, color, anchor = "left", halo }) {
  return {
    type: "text",
    x,
    y: y - size * 0.35,
    style: {
      text,
      fill: color ?? (weight > 400 ? ink.text : ink.muted),
      font: `${italic ? "italic " : ""}${weight} ${size}px ${family}`,
      align: anchor,
      verticalAlign: "middle",
      ...(halo && { stroke: ink.bg, lineWidth: 4 }),
    },
  };
}

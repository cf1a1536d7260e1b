// The colours of the ink rule, by their names in tokens.css.
const NAMES = ["bg", "text", "muted", "border", "fact", "hair", "hair-strong"];

// On the page a colour stays a reference: dark, print and the reader's own colours need no new drawing.
export const pageInk = Object.fromEntries(NAMES.map((name) => [name, `var(--${name})`]));

// In a picture that leaves the page it is a colour of the light theme, as six digits every program reads.
export function lightInk() {
  const probe = document.createElement("span");
  probe.style.colorScheme = "light";
  document.body.append(probe);
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const ink = Object.fromEntries(
    NAMES.map((name) => {
      probe.style.color = `var(--${name})`;
      brush.fillStyle = getComputedStyle(probe).color;
      brush.fillRect(0, 0, 1, 1);
      const parts = [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
      return [name, `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`];
    }),
  );
  probe.remove();
  return ink;
}

// Lines at 45 degrees, as the patterns of parts/ink.html; on paper of their own where they lie above others.
export function hatch(step, thick, line, paper) {
  const box = (width, fill) => ({ tag: "rect", attrs: { width, height: step, fill }, key: fill });
  const children = [...(paper ? [box(step, paper)] : []), box(thick, line)];
  return {
    svgElement: { tag: "g", attrs: {}, children, key: "hatch" },
    svgWidth: step,
    svgHeight: step,
    rotation: Math.PI / 4,
  };
}

// The fonts the page has loaded, written out as a style for a picture that is drawn apart from it.
export async function fontsOfPage() {
  await document.fonts.ready;
  const loaded = new Set([...document.fonts].filter((font) => font.status === "loaded").map(keyOf));
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const faces = rules.filter((rule) => rule instanceof CSSFontFaceRule && loaded.has(keyOf(described(rule))));
  const written = await Promise.all(faces.map(inside));
  return `<style>${written.join("")}</style>`;
}

const keyOf = ({ family, unicodeRange }) => `${family.replaceAll(/["']/g, "")} ${unicodeRange.replaceAll(" ", "")}`;

function described({ style }) {
  return {
    family: style.getPropertyValue("font-family"),
    unicodeRange: style.getPropertyValue("unicode-range"),
  };
}

async function inside(rule) {
  const [, address] = rule.style.getPropertyValue("src").match(/url\(["']?([^"')]+)["']?\)/);
  const file = await (await fetch(new URL(address, rule.parentStyleSheet.href))).blob();
  const data = await new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(file);
  });
  return rule.cssText.replace(/url\([^)]*\)/, `url(${data})`);
}

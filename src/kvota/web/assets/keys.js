// Letters by their place on the keyboard (event.code), so they work in Russian and Bulgarian layouts.
// The page says what a key does: data-key="KeyM" on the control, data-card around what it belongs to.
const typing = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), select, textarea";
const SEQUENCE_PAUSE = 1200;

export function listenForKeys() {
  let wentAt = -Infinity;

  const shown = (element) => element.checkVisibility?.() ?? true;
  const topmost = () => document.querySelector("dialog[open]") ?? document;
  const currentCard = () => document.activeElement?.closest("[data-card]");

  function step(by) {
    const cards = [...topmost().querySelectorAll("[data-card]")].filter(shown);
    if (!cards.length) return;
    const at = cards.indexOf(currentCard());
    const next = cards[Math.min(cards.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
    (next.querySelector("[data-card-focus]") ?? next.querySelector("a, button, summary") ?? next).focus();
    next.scrollIntoView({ block: "nearest" });
  }

  function press(selector) {
    const places = [currentCard(), topmost()].filter(Boolean);
    // Without a chosen card the first one answers: the list is in order of what matters.
    const control = places.flatMap((place) => [...place.querySelectorAll(selector)]).find(shown);
    control?.click();
    return Boolean(control);
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (document.documentElement.dataset.keys === "off") return;
    if (event.target.isContentEditable || event.target.matches?.(typing)) return;
    const follows = event.timeStamp - wentAt < SEQUENCE_PAUSE;
    wentAt = -Infinity;
    let done = true;
    if (follows && press(`[data-go="${event.code}"]`)) done = true;
    else if (event.code === "KeyG") wentAt = event.timeStamp;
    else if (event.code === "KeyJ") step(1);
    else if (event.code === "KeyK") step(-1);
    else done = press(`[data-key="${event.code}"]`);
    if (done) event.preventDefault();
  });
}

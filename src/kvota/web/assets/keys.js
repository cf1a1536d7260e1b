// Letters by their place on the keyboard (event.code), so they work in Russian and Bulgarian layouts.
// The page says what a key does: data-key="KeyM" on the control (several with spaces), data-card around what
// it belongs to; data-key-focus brings the cursor there instead; data-chord works with Ctrl or Cmd, and in fields;
// data-alt works with Alt.
const typing = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), select, textarea";
const SEQUENCE_PAUSE = 1200;

// What was pressed last: a sheet that it opened begins at what the key means (p: park, x: lost).
export let lastKey = "";

export function listenForKeys() {
  let wentAt = -Infinity;

  const shown = (element) => element.checkVisibility?.() ?? true;
  const topmost = () => document.querySelector("dialog[open]") ?? document;
  const currentCard = () => document.activeElement?.closest("[data-card]");

  function step(by) {
    const cards = [...topmost().querySelectorAll("[data-card]")].filter(shown);
    if (!cards.length) return false;
    const at = cards.indexOf(currentCard());
    const next = cards[Math.min(cards.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
    (next.querySelector("[data-card-focus]") ?? next.querySelector("a, button, summary") ?? next).focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  function find(selector) {
    const places = [currentCard(), topmost()].filter(Boolean);
    const found = places.flatMap((place) => [...place.querySelectorAll(selector)]);
    // Without a chosen card the first one answers: the list is in order of what matters. What a narrow
    // window has folded into a menu answers too: who zooms in far keeps his keys.
    return found.find(shown) ?? found.find((control) => control.closest("[data-folded]"));
  }

  function press(selector) {
    const control = find(selector);
    control?.click();
    return Boolean(control);
  }

  function bringTo(key) {
    const control = find(`[data-key-focus~="${key}"]`);
    control?.focus();
    return Boolean(control);
  }

  function chord(event) {
    if (event.altKey || event.shiftKey || !(event.ctrlKey || event.metaKey)) return false;
    return press(`[data-chord="${event.code}"]`);
  }

  // Alt and an arrow go through steps; in a field they go through its words.
  function walk(event) {
    if (!event.altKey || event.shiftKey || event.ctrlKey || event.metaKey) return false;
    return !event.target.matches?.(typing) && press(`[data-alt="${event.code}"]`);
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (chord(event) || walk(event)) return event.preventDefault();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.documentElement.dataset.keys === "off") return;
    if (event.target.isContentEditable || event.target.matches?.(typing)) return;
    // Enter on a link or a button is that one's own, whatever else the page does with it.
    if (event.code === "Enter" && event.target.closest?.("a, button, summary")) return;
    const follows = event.timeStamp - wentAt < SEQUENCE_PAUSE;
    wentAt = -Infinity;
    // The question mark lies elsewhere on some keyboards: the sign decides as well as the place.
    const key = event.key === "?" ? "Shift+Slash" : `${event.shiftKey ? "Shift+" : ""}${event.code}`;
    lastKey = key;
    let done = true;
    if (follows && press(`[data-go="${key}"]`)) done = true;
    else if (key === "KeyG") wentAt = event.timeStamp;
    // On a page of one deal the list is the one it was opened from (neighbours.js).
    else if (key === "KeyJ") done = step(1) || press('[data-key~="KeyJ"]');
    else if (key === "KeyK") done = step(-1) || press('[data-key~="KeyK"]');
    else done = bringTo(key) || press(`[data-key~="${key}"]`);
    if (done) event.preventDefault();
  });
  document.addEventListener("pointerdown", () => {
    lastKey = "";
  });
}

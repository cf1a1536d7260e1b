// What the server says of a chip, or the words that dots carry, over it: under the pointer, under the focus, and
// while a finger rests on it. The platform's popover closes itself on Esc and on a press elsewhere.
const AFTER_POINTER = 350;
const AFTER_FOCUS = 600;
const AFTER_FINGER = 500;
const UNTIL_GONE = 200;
const GAP = 8;

export function tellAbout() {
  if (!HTMLElement.prototype.showPopover) return;
  const box = Object.assign(document.createElement("div"), { className: "about", id: "about", popover: "auto" });
  box.dataset.scripted = "";
  const said = new Map();
  let timer = 0;
  let whose = null;

  const of = (target) => target.closest?.("[data-about]") ?? null;
  const link = (it) => (it.matches("a") ? it : it.querySelector("a"));
  const soon = (work, after) => {
    clearTimeout(timer);
    timer = setTimeout(work, after);
  };

  async function words(it) {
    const address = it.dataset.about;
    if (!address) return it.querySelector(".only-heard").textContent;
    if (!said.has(address)) {
      const answer = await fetch(address, { headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.redirected) return null;
      said.set(address, document.createRange().createContextualFragment(await answer.text()));
    }
    return said.get(address).cloneNode(true);
  }

  // Above the disc where there is room, else below it; never beyond the edges.
  function place(it) {
    const { left, right, top, bottom } = link(it).getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = box;
    const x = Math.min(Math.max((left + right - width) / 2, GAP), innerWidth - width - GAP);
    const y = top - height - GAP > 0 ? top - height - GAP : Math.min(bottom + GAP, innerHeight - height - GAP);
    box.style.left = `${x}px`;
    box.style.top = `${y}px`;
  }

  function hide() {
    clearTimeout(timer);
    if (whose) link(whose)?.removeAttribute("aria-describedby");
    whose = null;
    if (box.matches(":popover-open")) box.hidePopover();
  }

  async function show(it, closes = "auto") {
    if (whose === it || document.querySelector("dialog[open], .sortable-ghost, #points[hidden]")) return;
    whose = it;
    const found = await words(it).catch(() => null);
    if (whose !== it) return;
    if (!found || !it.isConnected) {
      whose = null;
      return;
    }
    box.replaceChildren(found);
    // Within the chip: Tab goes from it to what can be done, and the pointer on it has not left the chip.
    if (it.dataset.about) it.append(box);
    else document.body.append(box);
    box.popover = closes;
    box.showPopover();
    link(it).setAttribute("aria-describedby", box.id);
    place(it);
  }

  document.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType !== "mouse") return;
    const it = of(target);
    if (box.contains(target) || (it && it === whose)) clearTimeout(timer);
    else if (it) soon(() => show(it), AFTER_POINTER);
    else soon(hide, UNTIL_GONE);
  });
  document.addEventListener("focusin", ({ target }) => {
    const it = of(target);
    if (whose && it !== whose) hide();
    if (it && target === link(it) && target.matches(":focus-visible")) soon(() => show(it), AFTER_FOCUS);
  });

  // A press begins a drag, opens the deal, or rests: only that tells.
  let rested = false;
  document.addEventListener("pointerdown", ({ target, pointerType }) => {
    if (box.contains(target)) return;
    hide();
    rested = false;
    const it = of(target);
    if (it && pointerType === "touch")
      soon(() => {
        rested = true;
        show(it, "manual"); // lifting the finger is a press elsewhere, which would close it at once
      }, AFTER_FINGER);
  });
  for (const kind of ["pointermove", "pointerup", "pointercancel"])
    document.addEventListener(kind, (event) => {
      if (event.pointerType !== "touch" || rested) return;
      if (kind === "pointermove" && Math.hypot(event.movementX, event.movementY) < 3) return;
      clearTimeout(timer);
    });
  // Neither the browser's own menu of a link nor the deal opens when the finger is lifted.
  document.addEventListener("contextmenu", (event) => {
    if (event.pointerType === "touch" && of(event.target)) event.preventDefault();
  });
  document.addEventListener(
    "click",
    (event) => {
      if (!rested || !of(event.target) || box.contains(event.target)) return;
      rested = false;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
  document.addEventListener("dragstart", hide);
  // An arrow that scrolls to the next chip has closed what was said of the last one; what is to come waits.
  document.addEventListener("scroll", () => whose && box.matches(":popover-open") && hide(), { capture: true, passive: true });
  box.addEventListener("toggle", ({ newState }) => {
    if (newState !== "closed") return;
    if (whose) link(whose)?.removeAttribute("aria-describedby");
    whose = null;
  });
  // The figures changed: what was said of a chip may no longer be so.
  document.addEventListener("kvota:renewed", () => {
    said.clear();
    hide();
  });
}

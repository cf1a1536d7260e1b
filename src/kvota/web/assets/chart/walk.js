// Left and right go from point to point of a focused chart, a finger or the mouse straight to one. What
// stands there is said in the server's words, in a line that screen readers hear after a key.
export function walk(figure, sheet, points) {
  const paper = sheet.element;
  const line = figure.querySelector("[data-chart-said]");
  const invitation = line.textContent;
  let place = null;

  paper.tabIndex = 0;
  // An image passes no arrow keys on to the page where a screen reader runs.
  paper.setAttribute("role", "application");
  paper.setAttribute("aria-describedby", line.id);

  function go(to, by) {
    if (to === place) return;
    place = to;
    if (to === null) line.removeAttribute("aria-live");
    else line.setAttribute("aria-live", by === "key" ? "polite" : "off");
    line.textContent = to === null ? invitation : points[to].said;
    sheet.mark(to === null ? null : points[to].at);
  }

  const last = points.length - 1;
  const keys = {
    ArrowLeft: () => (place === null ? last : Math.max(place - 1, 0)),
    ArrowRight: () => (place === null ? 0 : Math.min(place + 1, last)),
    Home: () => 0,
    End: () => last,
    Escape: () => null,
  };
  paper.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !(event.key in keys)) return;
    if (event.key === "Escape" && place === null) return;
    event.preventDefault();
    go(keys[event.key](), "key");
  });

  function nearest(event) {
    const at = sheet.placeOf(event.clientX);
    const away = points.map((point) => Math.abs(point.at - at));
    go(away.indexOf(Math.min(...away)), "pointer");
  }
  paper.addEventListener("pointerdown", nearest);
  paper.addEventListener("pointermove", nearest);
  paper.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && go(null, "pointer"));
}

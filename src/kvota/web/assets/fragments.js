// Run something over the page now and over every piece htmx brings later.
export function onEveryPiece(work) {
  const start = () => work(document);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  document.addEventListener("htmx:load", (event) => work(event.target));
}

// All matches inside a piece, the piece itself included.
export function within(piece, selector) {
  const inside = [...piece.querySelectorAll(selector)];
  return piece.matches?.(selector) ? [piece, ...inside] : inside;
}

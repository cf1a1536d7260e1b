// Run something over the page and over every piece that is brought later.
// htmx says "load" for the body too: a second call of our own would prepare everything twice.
export function onEveryPiece(work) {
  document.addEventListener("htmx:load", (event) => work(event.target));
}

// Run something after each request of htmx, told whether the server took it. No answer is not taken.
export function afterEveryRequest(work) {
  document.addEventListener("htmx:afterRequest", (event) => {
    const { status } = event.detail.xhr;
    work(event.target, status >= 200 && status < 400);
  });
}

// All matches inside a piece, the piece itself included.
export function within(piece, selector) {
  const inside = [...piece.querySelectorAll(selector)];
  return piece.matches?.(selector) ? [piece, ...inside] : inside;
}

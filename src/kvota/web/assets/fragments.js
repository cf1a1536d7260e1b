// Run something over the page and over every piece that is brought later.
// htmx says "load" for the body too: a second call of our own would prepare everything twice.
export function onEveryPiece(work) {
  document.addEventListener("htmx:load", (event) => work(event.target));
}

// No answer, signed out meanwhile, or a proxy in front of a server that is being started anew.
const NOT_REACHED = new Set([0, 401, 502, 503, 504]);

// Whether this form met no server and is one that the device keeps (keep_what_failed.js).
export const metNoServer = (form, status) =>
  NOT_REACHED.has(status) && Boolean(form.matches?.("form[data-keep]"));

// Run something after each request of htmx, told whether it was taken: by the server, or by the device
// for later. No answer is not taken.
export function afterEveryRequest(work) {
  document.addEventListener("htmx:afterRequest", (event) => {
    const { status } = event.detail.xhr;
    if (!metNoServer(event.target, status)) work(event.target, status >= 200 && status < 400);
  });
  document.addEventListener("kvota:kept", (event) => work(event.target, event.detail.kept));
}

// All matches inside a piece, the piece itself included.
export function within(piece, selector) {
  const inside = [...piece.querySelectorAll(selector)];
  return piece.matches?.(selector) ? [piece, ...inside] : inside;
}

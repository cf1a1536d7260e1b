// The worker keeps the files and the last Today of this reader, so that a reload without a network shows them.
const TODAY = "kvota-today";

export async function keepACopy() {
  const place = document.querySelector("[data-queue]");
  // Workers and caches are missing on plain http in an office network.
  if (!place?.dataset.worker || !navigator.serviceWorker || !globalThis.caches) return;
  // Nobody is signed in: nobody's sums stay on this device.
  if (!place.dataset.seat) await caches.delete(TODAY);
  try {
    await navigator.serviceWorker.register(place.dataset.worker, { scope: "/", updateViaCache: "none" });
  } catch {
    return; // no network, or a browser that keeps nothing: the page works without
  }
  if (!place.dataset.seat || location.pathname !== "/" || location.search) return;
  if (await caches.match("/", { cacheName: TODAY })) return;
  // The first visit was drawn before there was a worker to keep it: it is asked for once more.
  const { active } = await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) {
    const taken = new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
    // A page that was on its way when the worker took over the others belongs to none.
    active.postMessage("claim");
    await taken;
  }
  const headers = { "HX-Request": "true", "If-None-Match": '"none"' };
  await fetch("/", { headers, cache: "no-store" }).catch(() => {});
}

// Runs beside the pages: answers from the network, and without one from what it kept. RELEASE and FILES stand
// in front of this script, put there by the server: another release is another worker with files of its own.
/* global RELEASE, FILES */
const KEPT_FILES = `kvota-files-${RELEASE}`;
const TODAY = "kvota-today";

self.addEventListener("install", (event) => {
  const fetchAll = async () => {
    const cache = await caches.open(KEPT_FILES);
    // Not from the browser's own cache, which may hold a file of the release before for an hour.
    await cache.addAll(FILES.map((file) => new Request(file, { cache: "no-cache" })));
    await self.skipWaiting();
  };
  event.waitUntil(fetchAll());
});

self.addEventListener("activate", (event) => {
  const takeOver = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("kvota-files-") && name !== KEPT_FILES);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(takeOver());
});

self.addEventListener("message", (event) => {
  if (event.data === "claim") event.waitUntil(self.clients.claim());
});

async function file(request) {
  try {
    const answer = await fetch(request);
    if (answer.status < 500) return answer;
  } catch {
    // no network
  }
  return (await caches.match(request, { cacheName: KEPT_FILES, ignoreSearch: true })) ?? Response.error();
}

// The page as it was, marked: its script says "as of 14:05, offline".
async function lastToday() {
  const copy = await caches.match("/", { cacheName: TODAY });
  if (!copy) return null;
  const headers = new Headers(copy.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  return new Response((await copy.text()).replace("<html ", "<html data-offline "), { headers });
}

const copyToday = async (answer) => (await caches.open(TODAY)).put("/", answer);

async function today(event) {
  const { request } = event;
  let answer;
  try {
    answer = await fetch(request);
  } catch (fault) {
    const copy = request.mode === "navigate" ? await lastToday() : null;
    if (copy) return copy;
    throw fault;
  }
  const isPage = answer.ok && !answer.redirected && answer.headers.get("Content-Type")?.startsWith("text/html");
  // The reader does not wait for the copy.
  if (isPage) event.waitUntil(copyToday(answer.clone()));
  // Signed out, or a seat whose first page is another.
  else if (answer.type === "opaqueredirect") event.waitUntil(caches.delete(TODAY));
  return answer;
}

async function elsewhere(request) {
  try {
    return await fetch(request);
  } catch (fault) {
    if (await caches.match("/", { cacheName: TODAY })) return Response.redirect("/", 302);
    throw fault;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method !== "GET") {
    // Whoever goes takes his sums along, with or without a network; whoever hides them hides the copy's.
    if (pathname === "/sign-out" || pathname === "/eye") event.waitUntil(caches.delete(TODAY));
    return;
  }
  const isVisit = request.mode === "navigate";
  if (pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (pathname === "/" && !search && (isVisit || request.headers.has("If-None-Match"))) event.respondWith(today(event));
  else if (isVisit) event.respondWith(elsewhere(request));
});

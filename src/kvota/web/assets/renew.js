// Today and the board renew themselves: what changed is put in its place, and nothing the reader holds is moved.
import { Idiomorph } from "idiomorph";
import htmx from "./htmx_setup.js";
import { isSending } from "./send_kept.js";

const EVERY = 20_000;
const SOON = 2_000;
const LONGEST_ANSWER = 15_000;
const PARTS = [".banner", ".scope", "#main", ".rail", ".footnote", "#as-of"];
const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=hidden]), select, textarea";
// Something is open, on its way, or held.
const HELD = "dialog[open], details.menu[open], .htmx-request, [data-sending], .sortable-chosen, .is-taken, [data-playing], #points[hidden], [data-tick]:checked";

let soon = null;

let saidOffline = false;

function says(offline) {
  saidOffline = offline;
  document.dispatchEvent(new CustomEvent("kvota:offline", { detail: offline }));
}

// "Online" is said a moment before the first request gets through, and while what waited is being sent.
function trySoon() {
  clearTimeout(soon);
  if (saidOffline && navigator.onLine) soon = setTimeout(() => renew(), SOON);
}

const isBusy = () =>
  isSending() || document.activeElement?.matches(TYPING) || Boolean(document.querySelector(HELD));

const wasTyped = (field) =>
  field.matches?.("[type=checkbox]")
    ? field.checked !== field.defaultChecked
    : field.matches?.(TYPING) && field.value !== field.defaultValue;

const showsADeal = () =>
  document.querySelector("#main form[data-keep]") && ![...document.querySelectorAll(TYPING)].some(wasTyped);

const callbacks = {
  // The id of the next move was made here, and what somebody typed is his.
  beforeNodeMorphed: (old) => !(old.name === "uid" || wasTyped(old) || old.matches?.("[data-replay]")),
  // What a script put there is not on the page that the server draws.
  beforeNodeRemoved: (old) => !old.matches?.("[data-scripted]"),
  beforeAttributeUpdated: (name, node) => !(name === "open" && node.matches("details")),
  afterNodeAdded(node) {
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    htmx.process(node);
    htmx.trigger(node, "htmx:load");
  },
};

function put(fresh) {
  for (const selector of PARTS) {
    const [old, now] = [document.querySelector(selector), fresh.querySelector(selector)];
    if (!old || !now) continue;
    Idiomorph.morph(old, now.innerHTML, { morphStyle: "innerHTML", ignoreActiveValue: true, callbacks });
    htmx.process(old);
  }
  document.body.dataset.renews = fresh.body.dataset.renews ?? "";
  document.documentElement.removeAttribute("data-offline");
  document.dispatchEvent(new CustomEvent("kvota:renewed"));
}

async function renew({ anyway = false } = {}) {
  const { renews } = document.body.dataset;
  if (!renews || document.hidden) return;
  if (isBusy()) {
    trySoon();
    return;
  }
  // A copy out of the cache is drawn anew even if nothing changed: its tokens may be of another day.
  const state = anyway || document.documentElement.hasAttribute("data-offline") ? "new" : renews;
  const address = location.pathname + location.search;
  let answer;
  let html;
  try {
    answer = await fetch(address, {
      headers: { "HX-Request": "true", "If-None-Match": `"${state}"` },
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(LONGEST_ANSWER),
    });
    html = await answer.text();
  } catch {
    says(true);
    trySoon();
    return;
  }
  if (answer.status === 401) location.reload();
  if (answer.status === 304) says(false);
  if (answer.status !== 200) return;
  says(false);
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const release = (page) => page.querySelector("[data-queue]")?.dataset.release;
  if (!release(fresh)) return;
  if (release(fresh) !== release(document)) location.reload();
  // The answer took its time: the reader may have begun something.
  else if (!isBusy() && address === location.pathname + location.search) put(fresh);
}

// What was just done here is drawn at once, with the figures it changed.
export const renewNow = () => renew({ anyway: true });

export function renewPages() {
  if (document.documentElement.hasAttribute("data-offline")) says(true);
  setInterval(() => renew(), EVERY);
  document.addEventListener("visibilitychange", () => renew());
  window.addEventListener("offline", () => says(true));
  window.addEventListener("online", () => {
    if (document.body.dataset.renews) renew();
    else says(false);
  });
  // The figures with what has just been sent; a page of one deal is loaded again, if nobody writes on it.
  document.addEventListener("kvota:sent", (event) => {
    if (!event.detail.sent) return;
    if (document.body.dataset.renews) renew({ anyway: true });
    else if (showsADeal() && !isBusy()) location.reload();
  });
}

// A move that met no server is kept on the device instead of being lost. What the server refused is not.
import { metNoServer } from "./fragments.js";
import { keepMove } from "./kept_moves.js";
import { newId } from "./move_ids.js";

const LONGEST_ANSWER = 10_000;

// The day of the tap where the company is: the sending may be tomorrow.
function dayOfTap() {
  const zone = document.querySelector("[data-queue]")?.dataset.zone || undefined;
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  const found = Object.fromEntries(parts.formatToParts(new Date()).map(({ type, value }) => [type, value]));
  return `${found.year}-${found.month}-${found.day}`;
}

function fieldsOf(formData) {
  const fields = [...formData.entries()].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "seen");
  // `seen` stays behind: a deal that another phone moved meanwhile keeps both moves, in order.
  const value = (name) => fields.find(([each]) => each === name)?.[1];
  if (!value("occurred_on")) {
    return [...fields.filter(([name]) => name !== "occurred_on"), ["occurred_on", dayOfTap()]];
  }
  return fields;
}

async function keep(form, { path, formData }, pressed) {
  // After those who watch the tap: what they did at once is theirs to keep or to take back.
  await new Promise((next) => setTimeout(next));
  const fields = fieldsOf(formData);
  if (!fields.some(([name, value]) => name === "uid" && value)) fields.push(["uid", newId()]);
  const seat = document.querySelector("[data-queue]").dataset.seat;
  const { what = "", fix = "/" } = form.dataset;
  const where = pressed?.dataset.arrives ?? form.dataset.where ?? pressed?.textContent.trim() ?? "";
  try {
    await keepMove({ seat, address: path, fields, what, fix, where });
    form.dispatchEvent(new CustomEvent("kvota:kept", { bubbles: true, detail: { kept: true } }));
  } catch {
    form.dispatchEvent(new CustomEvent("kvota:kept", { bubbles: true, detail: { kept: false } }));
  }
}

export function keepWhatFailed({ somethingWaits, sendKept }) {
  const pressed = new WeakMap();
  document.addEventListener("submit", (event) => pressed.set(event.target, event.submitter), true);
  const keepable = (event) => event.target.matches?.("form[data-keep]");
  const keepSent = (event) => keep(event.target, event.detail.requestConfig, pressed.get(event.target));

  // Later moves must not overtake those that wait; and who knows to be offline need not try.
  const mustWait = (event) => keepable(event) && (!navigator.onLine || somethingWaits());

  // A form that is sent as a page, such as an undo.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.matches("[hx-post]") || !mustWait(event)) return;
    event.preventDefault();
    const formData = new FormData(form, event.submitter);
    await keep(form, { path: form.getAttribute("action"), formData }, event.submitter);
    sendKept();
  });
  document.addEventListener("htmx:beforeRequest", async (event) => {
    if (!mustWait(event)) return;
    event.preventDefault();
    await keepSent(event);
    sendKept();
  });
  document.addEventListener("htmx:beforeSend", (event) => {
    if (keepable(event)) event.detail.xhr.timeout = LONGEST_ANSWER;
  });
  for (const failed of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failed, (event) => {
      if (keepable(event)) keepSent(event);
    });
  }
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (!metNoServer(event.detail.elt, event.detail.xhr.status)) return;
    event.preventDefault();
    keep(event.detail.elt, event.detail.requestConfig, pressed.get(event.detail.elt)).then(sendKept);
  });
}

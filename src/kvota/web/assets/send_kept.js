// Sends what waits, once each and in order, from one tab, as soon as there is a server again.
import { allKept, forgetMove, inOneTab, refuseMove } from "./kept_moves.js";

const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 300_000;
const LONGEST_ANSWER = 15_000;
const HEADER = "X-Kvota-Queued";

let pause = FIRST_PAUSE;
let timer = null;
let sending = false;
let again = false;

export const isSending = () => sending;

const ask = (address, options) =>
  fetch(address, {
    ...options,
    headers: { [HEADER]: "1" },
    cache: "no-store",
    redirect: "manual",
    signal: AbortSignal.timeout(LONGEST_ANSWER),
  });

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

// Who the session belongs to, and a token for its forms; a name where nobody can send now.
async function door() {
  const answer = await ask(document.querySelector("[data-queue]").dataset.ready);
  if (answer.status === 401) return { closed: "signed-out" };
  // A network that answers in kvota's place sends a page of its own.
  const known = answer.ok ? await answer.json().catch(() => null) : null;
  return known?.seat ? known : { closed: "later" };
}

async function send(move, token) {
  const body = new URLSearchParams([...move.fields, ["csrfmiddlewaretoken", token]]);
  const answer = await ask(move.address, { method: "POST", body });
  const said = answer.headers.get(HEADER);
  if (answer.ok && said === "taken") return "taken";
  if (answer.status === 401) return "signed-out";
  if (said === "refused") {
    await refuseMove(move, await answer.json());
    return "refused";
  }
  // The address itself is gone, or what it carries is too long: asked again it would say the same.
  if ([400, 404, 405, 410, 413, 414].includes(answer.status)) {
    await refuseMove(move, { sentence: "", code: String(answer.status) });
    return "refused";
  }
  return "later";
}

async function sendAll(stay) {
  let sent = 0;
  const waiting = (await allKept()).filter((move) => !move.refused);
  if (!waiting.length) return { sent, ended: "done" };
  const { seat, token, closed } = await door();
  if (closed) return { sent, ended: closed };
  for (const move of waiting.filter((one) => one.seat === seat)) {
    await stay();
    const outcome = await send(move, token);
    if (outcome === "signed-out" || outcome === "later") return { sent, ended: outcome };
    if (outcome === "taken") {
      await forgetMove(move.order);
      sent += 1;
    }
  }
  return { sent, ended: "done" };
}

function stopWaiting() {
  clearTimeout(timer);
  timer = null;
}

function later() {
  stopWaiting();
  timer = setTimeout(sendKept, pause);
  pause = Math.min(2 * pause, LONGEST_PAUSE);
}

export async function sendKept() {
  if (sending) {
    again = true;
    return;
  }
  sending = true;
  let done = null;
  try {
    done = await inOneTab(sendAll);
  } catch {
    done = { sent: 0, ended: "no-network" };
  } finally {
    sending = false;
  }
  // Another tab sends, and tells what it sent. Should it be closed meanwhile, this one goes on.
  if (!done) {
    later();
    return;
  }
  if (done.ended === "done") {
    pause = FIRST_PAUSE;
    stopWaiting();
  } else later();
  tell("kvota:sent", done);
  if (again) {
    again = false;
    sendKept();
  }
}

export function sendWhenPossible() {
  window.addEventListener("online", () => {
    pause = FIRST_PAUSE;
    sendKept();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) sendKept();
  });
  // The page got through to the server: what waits for its next try need not.
  document.addEventListener("kvota:offline", (event) => {
    if (!event.detail && timer) sendKept();
  });
  sendKept();
}

// What was tapped and no server has answered yet, in this browser's own database, in the order of the taps.
import { openDB } from "idb";

const CHANGED = "kvota-moves";
const LEASE = 30_000;
const channel = globalThis.BroadcastChannel ? new BroadcastChannel(CHANGED) : null;
let opened = null;

function database() {
  opened ??= openDB("kvota", 1, {
    upgrade(db) {
      db.createObjectStore("moves", { keyPath: "order", autoIncrement: true });
      db.createObjectStore("leases");
    },
    // Another tab waits with a newer form of the database: let it.
    blocking: (_now, _wanted, event) => event.target.close(),
    terminated() {
      opened = null;
    },
  }).catch((fault) => {
    opened = null;
    throw fault;
  });
  return opened;
}

function changed() {
  channel?.postMessage("");
  document.dispatchEvent(new CustomEvent("kvota:queue"));
}

export const allKept = async () => (await database()).getAll("moves");

export async function keepMove(move) {
  // "strict": on the disk before the page says that it is kept.
  const transaction = (await database()).transaction("moves", "readwrite", { durability: "strict" });
  await Promise.all([transaction.store.add(move), transaction.done]);
  changed();
}

export async function forgetMove(order) {
  await (await database()).delete("moves", order);
  changed();
}

export async function refuseMove(move, { sentence, code }) {
  await (await database()).put("moves", { ...move, refused: { sentence, code } });
  changed();
}

// Another tab kept, sent or discarded something.
export function onOtherTabs(work) {
  channel?.addEventListener("message", work);
}

// Run work in one tab of this browser only; a second tab that comes meanwhile does nothing.
export async function inOneTab(work) {
  // Web Locks are missing on plain http in an office network.
  if (navigator.locks) return navigator.locks.request(CHANGED, { ifAvailable: true }, (lock) => lock && work(() => {}));
  const mine = Math.random();
  const hold = async (only) => {
    const transaction = (await database()).transaction("leases", "readwrite");
    const lease = await transaction.store.get("sending");
    const free = !lease || lease.until < Date.now() || lease.holder === mine;
    if (only(free)) await transaction.store.put({ holder: mine, until: Date.now() + LEASE }, "sending");
    await transaction.done;
    return free;
  };
  if (!(await hold((free) => free))) return undefined;
  try {
    return await work(() => hold((free) => free));
  } finally {
    await (await database()).delete("leases", "sending");
  }
}

// A move gets its id on this device, so that the same move sent twice is stored once.
import { afterEveryRequest, onEveryPiece, within } from "./fragments.js";

// UUID version 7 (RFC 9562): 48 bits of milliseconds, then chance.
// Not crypto.randomUUID: it is version 4, and it is missing on plain http in an office network.
export function newId(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 0, rest = now; i < 6; i += 1, rest = Math.floor(rest / 256)) bytes[5 - i] = rest % 256;
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function giveId(form) {
  for (const input of form.querySelectorAll('input[type="hidden"][name="uid"]')) input.value = newId();
}

export function giveMovesTheirIds() {
  onEveryPiece((piece) => within(piece, "form[data-move]").forEach(giveId));
  // A form that stays on the page after it was stored (the "+1") makes another move next time.
  // After a failure the id stays: the retry is the same move.
  afterEveryRequest((form, taken) => {
    if (taken && form.matches("form[data-move]")) giveId(form);
  });
}

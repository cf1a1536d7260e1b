// A card of a move that waits stands where the tap put it, and says that nobody but this device knows.
const formOf = (address) =>
  [...document.querySelectorAll("[data-card] form[data-keep]")].find((form) => form.getAttribute("action") === address);

// The button goes on to the stage after the one that waits: a client may move twice before the network is back.
function goOn(card, reached) {
  const button = card.querySelector("[data-further]");
  if (!button) return;
  const further = JSON.parse(button.dataset.further);
  const next = further[further.findIndex(([rank]) => rank === reached) + 1];
  button.hidden = !next;
  if (!next) return;
  [button.value, button.dataset.arrives] = next;
  button.querySelector("[data-next-words]").textContent = next[1];
}

function putCard(move) {
  const card = formOf(move.address)?.closest("[data-card]");
  if (!card) return;
  card.setAttribute("data-waiting", "");
  const stage = move.fields.find(([name]) => name === "stage")?.[1];
  if (!stage) return;
  card.querySelector("[data-card-place]").textContent = move.where;
  goOn(card, stage);
}

export function showWaiting(moves) {
  const addresses = new Set(moves.map((move) => move.address));
  for (const card of document.querySelectorAll("[data-waiting]")) {
    if (!addresses.has(card.querySelector("form[data-keep]")?.getAttribute("action"))) card.removeAttribute("data-waiting");
  }
  moves.forEach(putCard);
}

// What was kept is done for the hand that tapped: the toast of an undo goes, the sheet closes.
export function closeWhatWasKept() {
  document.addEventListener("kvota:kept", (event) => {
    if (!event.detail.kept) return;
    event.target.closest("[data-toast]")?.remove();
    if (event.target.matches("[data-once]")) event.target.hidden = true;
    if (event.target.closest("dialog.sheet[open]")) history.back();
  });
}

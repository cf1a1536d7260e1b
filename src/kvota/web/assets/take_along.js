// "Copy as table" brings every row of a list to the clipboard, not only those of its page; "Print or PDF"
// opens the browser's own dialog, which saves a PDF too. Both are hidden where no script runs.
import { onEveryPiece, within } from "./fragments.js";

export function takeAlong() {
  onEveryPiece((piece) =>
    within(piece, "[data-copy-table], [data-print]").forEach((button) => {
      button.hidden = false;
    }),
  );
  document.addEventListener("click", async (event) => {
    if (event.target.closest("[data-print]")) return print();
    const button = event.target.closest("[data-copy-table]");
    if (!button) return;
    const text = fetched(button.dataset.copyTable);
    await keep(text);
    button.textContent = button.dataset.copied;
  });
}

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`no table: ${answer.status}`);
  return answer.text();
}

// Browsers let a page write to the clipboard within the press itself, so they are given the promise. On a
// network without certificates there is no such door, and a selection is copied the old way.
async function keep(text) {
  if (navigator.clipboard?.write && globalThis.ClipboardItem) {
    const plain = text.then((table) => new Blob([table], { type: "text/plain" }));
    return navigator.clipboard.write([new ClipboardItem({ "text/plain": plain })]);
  }
  const field = document.createElement("textarea");
  field.value = await text;
  field.className = "only-heard";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

// The deal before and the deal after, in the list one came from: J and K on a deal's page, and two links.
const KEPT = "kvota-list";
const DEAL = /^\/deal\/[0-9a-f-]{36}$/;

const pathOf = (link) => new URL(link.href).pathname;

function remember(event) {
  const link = event.target.closest?.("a[href]");
  // A link of the deal's own page (the other deals of its client, its neighbours) leaves the list as it is.
  if (!link || !DEAL.test(pathOf(link)) || DEAL.test(location.pathname)) return;
  const list = [...document.querySelectorAll("#main a[href*='/deal/']")].map(pathOf).filter((path) => DEAL.test(path));
  sessionStorage.setItem(KEPT, JSON.stringify([...new Set(list)]));
}

export function walkTheList() {
  document.addEventListener("click", remember, true);
  const ways = document.querySelector("[data-neighbours]");
  if (!ways) return;
  const list = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  const at = list.indexOf(location.pathname);
  if (at < 0) return;
  for (const [name, path] of [["before", list[at - 1]], ["after", list[at + 1]]]) {
    const link = ways.querySelector(`[data-neighbour="${name}"]`);
    link.hidden = !path;
    if (path) link.href = path;
  }
  ways.hidden = !list[at - 1] && !list[at + 1];
}

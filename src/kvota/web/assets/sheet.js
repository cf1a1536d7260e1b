// A link with data-sheet opens over the page. Its address is a page of its own: reload, share and
// "open in a new tab" show the same thing in full, and Back closes the sheet.
import htmx from "./htmx_setup.js";
import { lastKey } from "./keys.js";

const withoutHash = (address) => address.split("#")[0];

// A press on the dimmed page. The sheet's own margins are the dialog element too: only the place tells.
function beside(event) {
  if (!event.target.matches("dialog.sheet")) return false;
  const { left, right, top, bottom } = event.target.getBoundingClientRect();
  const { clientX: x, clientY: y } = event;
  return x < left || x > right || y < top || y > bottom;
}

export function openSheets() {
  let pageAddress = withoutHash(location.href);
  let opener = null;
  const sheet = () => document.getElementById("sheet");

  async function show(address) {
    let answer;
    try {
      answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Target": "sheet" } });
    } catch {
      document.dispatchEvent(new CustomEvent("kvota:not-offline"));
      return history.back();
    }
    // Signed out, refused, failed: the full page says why, in words.
    if (!answer.ok || answer.redirected) return location.assign(address);
    const html = await answer.text();
    htmx.swap(sheet(), html, { swapStyle: "innerHTML" });
    if (!sheet().open) sheet().showModal();
    const meant = lastKey && sheet().querySelector(`[data-key-focus~="${lastKey}"], [data-key~="${lastKey}"]`);
    return (meant || sheet().querySelector("[data-focus], [autofocus]"))?.focus();
  }

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("a[data-sheet]");
    if (link && sheet()) {
      event.preventDefault();
      opener = link;
      if (withoutHash(location.href) === withoutHash(link.href)) return;
      history[sheet().open ? "replaceState" : "pushState"]({ sheet: link.href }, "", link.href);
      show(link.href);
      return;
    }
    const closes = beside(event) || event.target.closest("[data-sheet-close]");
    if (closes && sheet()?.open) {
      event.preventDefault();
      history.back();
    }
  });

  // Escape: the browser would close the dialog and leave the address behind.
  document.addEventListener(
    "cancel",
    (event) => {
      if (event.target !== sheet()) return;
      event.preventDefault();
      history.back();
    },
    true,
  );

  window.addEventListener("popstate", (event) => {
    if (event.state?.htmx) return;
    const address = withoutHash(location.href);
    if (address === pageAddress) {
      sheet()?.close();
      // Its menu has closed since: then the menu's own sign is where it was opened from.
      (opener?.checkVisibility?.() === false ? opener.closest("details")?.querySelector("summary") : opener)?.focus();
    } else if (event.state?.sheet && sheet()) {
      show(event.state.sheet);
    } else {
      // The page was reloaded while its sheet was open: what lies below was never loaded.
      location.reload();
    }
  });
  document.addEventListener("htmx:pushedIntoHistory", () => {
    pageAddress = withoutHash(location.href);
  });
}

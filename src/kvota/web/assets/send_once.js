// A second press while the first is on its way sends nothing.
import { afterEveryRequest } from "./fragments.js";

const LONGEST_WAIT = 10_000;

export function sendOnce() {
  const free = (form) => form.removeAttribute?.("data-sending");

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form.method !== "post" || form.hasAttribute("data-download")) return;
      if (form.hasAttribute("data-sending")) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      // Marked after this event: the pressed button still has to give its own value to the request.
      setTimeout(() => {
        if (event.defaultPrevented && !form.matches("[hx-post]")) return;
        form.setAttribute("data-sending", "");
        setTimeout(() => free(form), LONGEST_WAIT);
      });
    },
    true,
  );
  // Later than the marking above, even when the answer comes from this machine at once.
  afterEveryRequest((form) => setTimeout(() => free(form)));
  // Back from the next page shows this one as it was left: pressed.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(free));
}

// A part of a page that the server could not make: what it says of it stands where toasts stand.
export function tellWhatBroke() {
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = event.detail;
    const place = document.getElementById("toasts");
    if (!place || !xhr.getResponseHeader("X-Kvota-Reference")) return;
    place.innerHTML = xhr.responseText;
    for (const button of place.querySelectorAll("[data-toast-close]")) button.hidden = false;
  });
}

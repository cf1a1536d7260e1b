// A plan of a year is wider than a phone: it opens where the present month is, behind the names that stay.
export function openAtNow() {
  document.querySelectorAll(".grid th.is-now").forEach((month) => {
    const names = month.parentElement.firstElementChild;
    month.closest(".table-window").scrollLeft = month.offsetLeft - names.offsetWidth;
  });
}

// The views of a place are one line on a phone: it opens where the reader is.
export function openAtView() {
  const here = document.querySelector(".views > [aria-current]");
  if (!here) return;
  const line = here.parentElement;
  const beside = line.querySelector(":scope > .menu")?.offsetWidth ?? 0;
  const end = here.offsetLeft - line.offsetLeft + here.offsetWidth;
  line.scrollLeft = Math.max(0, end - (line.clientWidth - beside));
}

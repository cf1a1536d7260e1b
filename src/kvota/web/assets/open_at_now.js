// A plan of a year is wider than a phone: it opens where the present month is, behind the names that stay.
export function openAtNow() {
  document.querySelectorAll(".grid th.is-now").forEach((month) => {
    const names = month.parentElement.firstElementChild;
    month.closest(".table-window").scrollLeft = month.offsetLeft - names.offsetWidth;
  });
}

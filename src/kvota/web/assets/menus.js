// Menus are <details>: they open without script. This closes the ones left behind.
export function keepMenusTidy() {
  const open = () => document.querySelectorAll("details.menu[open]");

  document.addEventListener("click", (event) => {
    open().forEach((menu) => {
      // A sheet that was opened from a menu lies over the page, not over the menu.
      if (!menu.contains(event.target) || event.target.closest("a[data-sheet]")) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.code !== "Escape") return;
    open().forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
}

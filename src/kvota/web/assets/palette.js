// Up and down walk what was found; a letter goes back into the field, Enter there opens the first.
export function walkThePalette() {
  document.addEventListener("keydown", (event) => {
    const palette = event.target.closest?.("[data-palette]");
    if (!palette || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = palette.querySelector("input[type=search]");
    const options = [...palette.querySelectorAll("[data-option]")];
    const at = options.indexOf(event.target.closest("[data-option]"));
    if (event.code === "ArrowDown" && options.length) {
      options[Math.min(at + 1, options.length - 1)].focus();
    } else if (event.code === "ArrowUp" && at >= 0) {
      (options[at - 1] ?? field).focus();
    } else if (event.code === "Enter" && event.target === field && field.value && options.length) {
      options[0].click();
    } else {
      if (at >= 0 && (event.key.length === 1 || event.code === "Backspace") && event.key !== " ") field.focus();
      return;
    }
    event.preventDefault();
  });

  // What was found takes the place of the search in the history: Back leads to the page that lay below.
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const option = event.target.closest("dialog [data-option]:not([data-sheet])");
    if (!option) return;
    event.preventDefault();
    location.replace(option.href);
  });
}

// A cell that opens as a form is a <details>: this puts the cursor into it and lets Escape close it.
export function editInPlace() {
  document.addEventListener(
    "toggle",
    ({ target }) => {
      if (!target.matches?.("[data-edit]") || !target.open) return;
      document.querySelectorAll("[data-edit][open]").forEach((other) => {
        if (other !== target) other.open = false;
      });
      const field = target.querySelector(".input");
      field.focus();
      if (field.type !== "date") field.select();
    },
    true,
  );
  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest?.("[data-edit][open]");
    if (event.code !== "Escape" || !cell) return;
    cell.open = false;
    cell.querySelector("summary").focus();
  });
}

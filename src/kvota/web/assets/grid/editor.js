// The field in a cell. What it holds is read by the server, by the customs of the reader's language.
export function editorOf(grid) {
  const { model, cursor, paper, figures, words } = grid;
  let field = null;

  function open(text) {
    const [row, column] = [cursor.row(), cursor.column()];
    if (!model.editable(row, column)) {
      grid.say(column?.of ? words.derived : words.read_only);
      return;
    }
    close();
    const cell = model.at(row, column);
    const holder = paper.element(row.key, column.key);
    if (!holder) return;
    field = document.createElement("input");
    field.className = "sheet-grid__field";
    field.inputMode = "decimal";
    field.autocomplete = "off";
    field.dataset.testid = "sheet-field";
    field.setAttribute("aria-label", `${paper.nameOf(row)}${words.comma}${column.label}`);
    field.value = text ?? figures.plain(cell.value);
    holder.append(field);
    field.focus();
    if (text === undefined) field.select();
    field.addEventListener("keydown", (event) => keys(event, row, column));
    field.addEventListener("blur", () => close());
  }

  function keys(event, row, column) {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Escape") return stop(event);
    if (event.key !== "Enter" && event.key !== "Tab") return;
    const { value } = field;
    stop(event);
    if (value.trim() && value !== figures.plain(model.at(row, column).value)) commit(row, column, value);
    if (event.key === "Tab") cursor.by(0, event.shiftKey ? -1 : 1);
  }

  function stop(event) {
    event.preventDefault();
    close();
    grid.place.focus();
  }

  function close() {
    const old = field;
    field = null;
    old?.remove();
  }

  // A number that others follow is shown first; one that stands alone is stored, for undo is there.
  async function commit(row, column, text) {
    const one = { key: row.key, months: column.months, text };
    if (row.below || column.kind !== "month") return grid.preview.open([one], "present");
    if (await grid.change([one])) grid.say(paper.heard(row, column, model.at(row, column)));
  }

  return { open, close, isOpen: () => Boolean(field) };
}

// The line above the sheet: all there is to say of the cell one stands on, and what may be done with it.
export function cellLine(grid) {
  const { model, cursor, paper, figures, words, room, doors } = grid;
  const line = room.querySelector("[data-cell-line]");
  const sheet = room.querySelector("[data-cell-dialog]");
  const part = (name) => line.querySelector(`[data-line="${name}"]`);

  function tell() {
    const [row, column] = [cursor.row(), cursor.column()];
    if (!row) return;
    const cell = column && model.at(row, column);
    part("where").textContent = [paper.nameOf(row), column?.label].filter(Boolean).join(words.comma);
    part("plan").textContent = cell ? figures.written(cell.value) : "";
    const fact = part("fact");
    fact.hidden = cell?.fact === null || cell?.fact === undefined || !row.uid;
    if (!fact.hidden) {
      fact.textContent = paper.said(words.actual, { sum: figures.written(cell.fact) });
      fact.href = `${grid.place.dataset.facts}?${new URLSearchParams({ who: row.uid, when: column.key })}`;
    }
    const expected = cell?.forecast;
    part("expected").textContent = expected
      ? paper.said(expected.assumed ? words.expected_assumed : words.expected, {
          middle: figures.written(expected.middle),
          low: figures.written(expected.low),
          high: figures.written(expected.high),
        })
      : "";
    part("bounds").textContent = cell ? paper.boundsOf(cell) : "";
    part("note").textContent = cell?.note ? `${cell.note.text} (${cell.note.by})` : "";
    const may = model.editable(row, column) || (model.sheet.may_edit && !column && !row.gap && !row.fixed);
    for (const [name, is] of Object.entries({
      adjust: model.editable(row, column),
      lock: may,
      bound: model.editable(row, column) && column.kind === "month",
      share: model.editable(row, column) && sharable(row),
      note: Boolean(cell && column.kind === "month" && !row.segment && !row.gap && room.dataset.notes),
      history: Boolean(cell && column.kind === "month" && !row.gap && !row.fixed),
    })) {
      line.querySelector(`[data-do="${name}"]`).disabled = !is;
    }
    const locked = column ? cell?.locked : row.cells?.every((each) => !each || each[1]);
    line.querySelector("[data-lock-words]").textContent = locked ? words.unlock : words.lock;
  }

  const sharable = (row) => Boolean(row.below && !row.segment);

  // The chosen cells, or whole rows where their heads are chosen.
  function lock() {
    const { top, bottom, left, right, whole } = cursor.block();
    const months = whole
      ? model.sheet.months
      : [...new Set(model.columns.slice(left, right + 1).flatMap((column) => column.months))];
    const rows = model.rows.slice(top, bottom + 1).filter((row) => !row.gap && !row.fixed);
    const of = (row) => months.filter((month) => row.cells[model.sheet.months.indexOf(month)]);
    const isLocked = (row, month) => row.cells[model.sheet.months.indexOf(month)][1];
    const all = rows.every((row) => of(row).every((month) => isLocked(row, month)));
    const doing = all ? "unlock" : "lock";
    const changes = rows
      .map((row) => ({ key: row.key, doing, months: of(row).filter((month) => Boolean(isLocked(row, month)) === all) }))
      .filter((each) => each.months.length);
    return send(changes, all ? words.unlocked : words.locked_now);
  }

  const free = () => send(chosenMonths("free"), words.freed);

  // The months of the chosen block, row by row, and what is to be done to them.
  function chosenMonths(doing) {
    const { top, bottom, left, right } = cursor.block();
    const columns = model.columns.slice(left, right + 1).filter((column) => column.kind === "month");
    return model.rows
      .slice(top, bottom + 1)
      .filter((row) => !row.gap && !row.fixed)
      .map((row) => ({ key: row.key, doing, months: columns.map((column) => column.key) }))
      .filter((each) => each.months.length);
  }

  async function send(changes, text) {
    if (model.sheet.may_edit && changes.length && (await grid.change(changes))) grid.say(text);
  }

  function share() {
    const [row, column] = [cursor.row(), cursor.column()];
    if (!model.editable(row, column) || !sharable(row)) return grid.say(words.nothing_below);
    return grid.preview.open([{ key: row.key, doing: "share", months: column.months }], "situation");
  }

  function show(title, ...content) {
    sheet.querySelector("[data-dialog-title]").textContent = title;
    sheet.querySelector("[data-dialog-body]").replaceChildren(...content);
    sheet.showModal();
  }

  function here() {
    const [row, column] = [cursor.row(), cursor.column()];
    return { row, column, title: `${paper.nameOf(row)}${words.comma}${column.label}` };
  }

  function note() {
    const { row, column, title } = here();
    const form = room.querySelector("[data-note-form]").content.firstElementChild.cloneNode(true);
    const field = form.querySelector("textarea");
    field.value = model.at(row, column)?.note?.text ?? "";
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const told = await doors.send("note", () => ({
          version: model.sheet.version,
          key: row.key,
          month: column.key,
          text: field.value,
        }));
        const at = `${told.key}|${told.month}`;
        if (told.text) model.sheet.notes[at] = { text: told.text, by: told.by };
        else delete model.sheet.notes[at];
        sheet.close();
        await grid.laidOut();
        grid.say(words.noted);
      } catch (error) {
        form.querySelector("[data-note-refused]").textContent = error.sentence ?? words.failed;
      }
    });
    show(title, form);
    field.focus();
  }

  // The least and the most of the chosen months: no spread goes beyond them.
  function bound() {
    const { row, column, title } = here();
    if (!model.editable(row, column) || column.kind !== "month") return grid.say(words.read_only);
    const changes = chosenMonths("bound");
    const form = room.querySelector("[data-bound-form]").content.firstElementChild.cloneNode(true);
    const cell = model.at(row, column);
    const [least, most] = [form.elements.lo, form.elements.hi];
    least.value = cell.lo === null ? "" : figures.plain(cell.lo);
    most.value = cell.hi === null ? "" : figures.plain(cell.hi);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const ends = { lo: least.value, hi: most.value };
      const refused = (error) => {
        form.querySelector("[data-bound-refused]").textContent = error.sentence ?? words.failed;
      };
      if (!(await grid.change(changes.map((each) => ({ ...each, ...ends })), {}, refused))) return;
      sheet.close();
      grid.say(paper.boundsOf(model.at(row, column)) || words.unbounded);
    });
    show(title, form);
    least.focus();
  }

  async function history() {
    const { row, column, title } = here();
    const told = await doors.read("/history", { version: model.sheet.version, key: row.key, month: column.key });
    const list = document.createElement("ol");
    list.className = "rows";
    for (const each of told.changes) {
      const item = document.createElement("li");
      const from = each.before === null ? "" : `${figures.written(each.before)} → `;
      const lock_ = each.locked !== each.was_locked ? ` (${each.locked ? words.locked_now : words.unlocked})` : "";
      const sum = document.createElement("b");
      sum.textContent = `${from}${figures.written(each.value)}${lock_}`;
      const who = document.createElement("p");
      who.className = "muted";
      who.textContent = [each.by, each.when, each.why].filter(Boolean).join(" · ");
      item.append(sum, who);
      list.append(item);
    }
    show(title, list);
  }

  function keysList() {
    const list = room.querySelector("[data-key-list]").content.cloneNode(true);
    show(words.keys_title, list);
  }

  sheet.querySelector("[data-dialog-close]").addEventListener("click", () => sheet.close());
  sheet.addEventListener("close", () => grid.place.focus());
  sheet.addEventListener("keydown", (event) => event.stopPropagation());

  return { tell, lock, free, share, bound, note, history, keysList };
}

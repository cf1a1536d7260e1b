// Shows what a change would do below it, with signed differences, and stores it only when it is accepted.
export function previewBar(grid) {
  const { model, room, words, paper } = grid;
  const bar = room.querySelector("[data-preview]");
  const count = bar.querySelector("[data-preview-words]");
  let pending = null;

  async function open(changes, rule) {
    pending = { changes, rule };
    for (const choice of bar.elements.rule) choice.checked = choice.value === rule;
    bar.querySelector("[data-preview-rules]").hidden = changes.some((each) => each.months.length > 1 && each.text);
    await show();
  }

  async function show() {
    const answer = await grid.change(pending.changes, { preview: true, rule: pending.rule });
    bar.hidden = false;
    const chosen = bar.querySelector("[name=rule]:checked");
    (chosen?.checkVisibility?.() === false ? bar.querySelector("button") : chosen ?? bar.querySelector("button")).focus();
    const accept = bar.querySelector("[data-accept]");
    accept.disabled = !answer;
    if (!answer) {
      model.preview = null;
      count.textContent = "";
    } else {
      room.querySelector("[data-refused]").hidden = true;
      model.preview = answer;
      const changed = Object.values(answer.changed).reduce((total, months) => total + Object.keys(months).length, 0);
      count.textContent = paper.said(words.would_change, { count: changed });
      grid.say(count.textContent);
    }
    await grid.laidOut();
  }

  async function close() {
    pending = null;
    model.preview = null;
    bar.hidden = true;
    await grid.laidOut();
    grid.place.focus();
  }

  bar.addEventListener("change", (event) => {
    pending.rule = event.target.value;
    show();
  });
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
    const place = "1234".indexOf(event.key);
    const choice = event.key && place >= 0 ? bar.querySelectorAll("[name=rule]")[place] : null;
    if (choice && pending) {
      event.preventDefault();
      choice.checked = true;
      pending.rule = choice.value;
      show();
    } else if (event.key === "Enter" && event.target.name === "rule") {
      event.preventDefault();
      bar.requestSubmit(bar.querySelector("[data-accept]"));
    }
  });
  bar.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (event.submitter?.disabled || !pending) return;
    const { changes, rule } = pending;
    const isTotal = changes.some((each) => each.months.length > 1 && each.text);
    const answer = await grid.change(changes, isTotal ? {} : { rule });
    if (!answer) return;
    pending = null;
    bar.hidden = true;
    grid.place.focus();
    grid.say(words.stored);
  });
  bar.querySelector("[data-cancel]").addEventListener("click", close);

  return { open, close, isOpen: () => !bar.hidden };
}

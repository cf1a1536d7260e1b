// Asks the server, one question after another: a change is made upon the version the one before it left.
export function openDoors(place) {
  const token = document.querySelector("#cell-form [name=csrfmiddlewaretoken]")?.value ?? "";
  let last = Promise.resolve();

  function inTurn(ask) {
    const next = last.then(ask, ask);
    last = next.catch(() => {});
    return next;
  }

  async function read(what, asked) {
    const answer = await fetch(`${place.dataset.door}${what}?${new URLSearchParams(asked)}`);
    if (!answer.ok) throw await refusal(answer);
    return answer.json();
  }

  async function send(what, body) {
    const answer = await fetch(`${place.dataset.door}/${what}`, {
      method: "POST",
      headers: { "X-CSRFToken": token, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw await refusal(answer);
    return answer.json();
  }

  async function refusal(answer) {
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    const told = isJson ? await answer.json() : {};
    return Object.assign(new Error(told.sentence ?? answer.status), { ...told, status: answer.status });
  }

  // `body` is made when its turn has come: the version is then the newest.
  return { read, send: (what, body) => inTurn(() => send(what, body())) };
}

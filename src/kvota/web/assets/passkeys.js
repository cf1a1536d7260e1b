// A button with data-passkey asks the server for a challenge, the device for its signature, and brings that back.
// The browser's own JSON forms of WebAuthn are used; where they are missing, the password is the way.
const known = () =>
  window.isSecureContext &&
  typeof window.PublicKeyCredential?.parseRequestOptionsFromJSON === "function" &&
  typeof window.PublicKeyCredential.prototype.toJSON === "function";

const CEREMONIES = {
  create: (options) =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  get: (options) => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
};

async function send(address, token, content) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "X-CSRFToken": token, "Content-Type": "application/json" },
    body: JSON.stringify(content),
  });
  const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
  return { ok: answer.ok, ...said };
}

function say(form, kind, words) {
  for (const place of form.querySelectorAll("[data-passkey-said]")) place.hidden = place.dataset.passkeySaid !== kind;
  if (words) form.querySelector(`[data-passkey-said="${kind}"] p`).textContent = words;
}

async function walk(button) {
  const form = button.form;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const { offer, answer, passkey } = button.dataset;
  say(form, "");
  const options = await send(offer, token, {});
  if (!options.ok) return say(form, options.sentence ? "refused" : "stopped", options.sentence);
  const { ok: _, ...challenge } = options;
  let credential;
  try {
    credential = await CEREMONIES[passkey](challenge);
  } catch {
    return say(form, "stopped");
  }
  const taken = await send(answer, token, credential.toJSON());
  if (taken.ok && taken.next) return location.assign(taken.next);
  return say(form, taken.sentence ? "refused" : "stopped", taken.sentence);
}

export function openWithPasskeys() {
  if (!known()) return;
  for (const button of document.querySelectorAll("[data-passkey]")) button.hidden = false;
  for (const missing of document.querySelectorAll("[data-passkey-missing]")) missing.hidden = true;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-passkey]");
    if (!button || button.disabled) return;
    button.disabled = true;
    try {
      await walk(button);
    } catch {
      say(button.form, "stopped");
    } finally {
      button.disabled = false;
    }
  });
}

// Makes and shows passkeys: asks our server what to ask of the device, and brings the device's answer back.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function asked(options) {
  const named = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));
  const told = { ...options, challenge: bytes(options.challenge) };
  if (options.user) told.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) told.excludeCredentials = named(options.excludeCredentials);
  if (options.allowCredentials) told.allowCredentials = named(options.allowCredentials);
  return told;
}

function answered(key) {
  const said = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (key.response[name]) said[name] = text(key.response[name]);
  }
  return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response: said, clientExtensionResults: {} });
}

async function send(address, form) {
  const answer = await fetch(address, { method: "POST", body: new URLSearchParams(form), headers: { Accept: "application/json" } });
  return answer.json();
}

async function go(form) {
  const said = form.querySelector("[data-said]");
  said.textContent = "";
  try {
    const options = await send(form.dataset.options, new FormData(form));
    if (options.to) return location.assign(options.to);
    if (options.words) return (said.textContent = options.words);
    const ask = { publicKey: asked(options) };
    const key = form.dataset.passkey === "make" ? await navigator.credentials.create(ask) : await navigator.credentials.get(ask);
    const data = new FormData(form);
    data.set("credential", answered(key));
    const answer = await send(form.action, data);
    if (answer.to) location.assign(answer.to);
    else said.textContent = answer.words;
  } catch (error) {
    if (error.name !== "NotAllowedError" && error.name !== "AbortError") said.textContent = String(error.message);
  }
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      go(form);
    });
  }
}

// The desk's text page: what is typed is shown as it will be read, who else has it open is told, nothing typed is lost by a slip.
const form = document.querySelector("form[data-text]");
const section = document.querySelector("[data-preview]");
const token = form.elements.csrf_token.value;
const ask = (address, body) =>
  fetch(address, { method: "POST", body, headers: { "X-CSRF-Token": token }, credentials: "same-origin" });

let waiting;
const show = async () => {
  const answer = await ask(section.dataset.preview, new URLSearchParams({ csrf_token: token, body: form.elements.body.value }));
  if (answer.ok) section.querySelector("[data-preview-here]").innerHTML = await answer.text();
};
form.elements.body.addEventListener("input", (event) => {
  if (event.isComposing) return;
  clearTimeout(waiting);
  waiting = setTimeout(show, 600);
});

const told = document.querySelector("[data-others]");
const here = async () => {
  if (document.hidden) return;
  const answer = await ask(section.dataset.preview.replace(/preview$/, "here"), new URLSearchParams({ csrf_token: token }));
  if (!answer.ok) return;
  const { others } = await answer.json();
  told.querySelector("b").textContent = others.join(", ");
  told.hidden = !others.length;
};
here().catch(() => {});
setInterval(() => here().catch(() => {}), 30_000);

const typed = () => new URLSearchParams(new FormData(form)).toString();
const stored = typed();
let sent = false;
form.addEventListener("submit", () => {
  sent = true;
});
addEventListener("beforeunload", (event) => {
  if (!sent && typed() !== stored) event.preventDefault();
});

for (const field of document.querySelectorAll("[data-copy]")) field.addEventListener("focus", () => field.select());

for (const button of document.querySelectorAll("[data-insert]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const body = form.elements.body;
    body.setRangeText(`\n\n${button.dataset.insert}\n\n`, body.selectionStart, body.selectionEnd, "end");
    body.dispatchEvent(new Event("input", { bubbles: true }));
    body.focus();
  });
}

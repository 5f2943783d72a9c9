// What was typed into a form survives a reload, in this tab only: <form data-draft="inquiry">. Choices that are consents are
// never filled in again, nor is anything hidden. A page with data-draft-done="inquiry" forgets the draft: it was sent.

const KEPT = "input:not([type=hidden],[type=password],[type=file],[type=submit]),textarea,select";

const fieldsOf = (form) => [...form.querySelectorAll(KEPT)].filter((field) => field.name && !field.name.startsWith("consent"));

const read = (form) =>
  fieldsOf(form)
    .filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked)
    .map((field) => [field.name, field.value]);

// What the page itself fills in (from the address, or given back by the server) is newer than the draft
const write = (form, kept) => {
  const fields = fieldsOf(form);
  const filled = (field) => field.defaultChecked || (!field.matches("select,[type=radio],[type=checkbox]") && field.defaultValue);
  const given = new Set(fields.filter(filled).map((field) => field.name));
  for (const field of fields) {
    if (given.has(field.name)) continue;
    const values = kept.filter(([name]) => name === field.name).map(([, value]) => value);
    if (["radio", "checkbox"].includes(field.type)) field.checked = values.includes(field.value);
    else if (values.length && (!field.value || field.selectedIndex === 0)) field.value = values[0];
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

export const keepDrafts = (page) => {
  for (const done of page.querySelectorAll("[data-draft-done]")) sessionStorage.removeItem(`draft:${done.dataset.draftDone}`);
  for (const form of page.querySelectorAll("form[data-draft]")) {
    const place = `draft:${form.dataset.draft}`;
    const kept = sessionStorage.getItem(place);
    // After a refused sending the server gives back what was typed; that is newer
    if (kept && !page.querySelector("[data-summary]")) write(form, JSON.parse(kept));
    form.addEventListener("input", (event) => {
      if (!event.isComposing) sessionStorage.setItem(place, JSON.stringify(read(form)));
    });
    form.addEventListener("compositionend", () => sessionStorage.setItem(place, JSON.stringify(read(form))));
  }
};

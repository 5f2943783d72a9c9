// The summary of what is wrong takes the focus, and each of its lines leads into the field, not only near it.

const FIELD = "input:not([type=hidden]),textarea,select";

export const leadToErrors = (page) => {
  const summary = page.querySelector("[data-summary]");
  if (!summary) return;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const named = link && page.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!named) return;
    event.preventDefault();
    const field = named.matches(FIELD) ? named : named.querySelector(FIELD) ?? named;
    named.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });
};

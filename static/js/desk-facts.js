// Marks what is changed on a page of facts and counts it on the button; the page works without.
const form = document.querySelector("[data-facts]");

function typed(fields) {
  const told = {};
  for (const field of fields.querySelectorAll("[name]")) {
    const { name } = field;
    if (name.endsWith("_seen")) continue;
    if (field.type === "radio") {
      if (field.checked) told[name] = field.value;
    } else if (field.type === "checkbox") {
      if (name.endsWith("_again")) told[name] = field.checked;
      else (told[name] ??= []).push(...(field.checked ? [field.value] : []));
    } else told[name] = field.value.trim();
  }
  return told;
}

function differs(now, base, code) {
  if (now[`${code}_again`]) return true;
  const plain = (value) => (Array.isArray(value) ? [...value].sort().join(";") : String(value ?? ""));
  const told = (name) => plain(now[name]) !== plain(base[name]);
  if ([`${code}_answer`, `${code}_visibility`, `${code}_note`].some(told)) return true;
  return now[`${code}_answer`] === "stated" && Object.keys(base).some(told);
}

function words(fields, code) {
  const answer = fields.querySelector(`[name="${code}_answer"]:checked`);
  if (answer && answer.value !== "stated") return answer.nextElementSibling.textContent;
  const parts = [];
  for (const field of fields.querySelectorAll(".d-fiv [name]")) {
    if (field.type === "checkbox") {
      if (field.checked) parts.push(field.nextElementSibling.textContent);
    } else if (field.value) {
      const unit = field.parentElement.querySelector("i")?.textContent ?? "";
      parts.push(field.tagName === "SELECT" ? field.selectedOptions[0].textContent : `${field.value} ${unit}`.trim());
    }
  }
  return parts.join(", ");
}

function reset(fields, base, code) {
  for (const field of fields.querySelectorAll("[name]")) {
    const { name, type } = field;
    if (name.endsWith("_seen")) continue;
    if (type === "radio") field.checked = field.value === base[name];
    else if (type === "checkbox") field.checked = name === code && (base[code] ?? []).includes(field.value);
    else field.value = base[name] ?? "";
  }
}

if (form) {
  const button = form.querySelector(".d-go button");
  const bar = form.querySelector("[data-changes]");
  const idle = button?.textContent;
  const rows = [...form.querySelectorAll(".d-edr")].map((fields) => ({
    fields,
    code: fields.dataset.of,
    base: JSON.parse(fields.dataset.base),
    row: fields.previousElementSibling,
  }));

  const mark = ({ fields, code, base, row }) => {
    const changed = differs(typed(fields), base, code);
    row.classList.toggle("d-chd", changed);
    const becomes = row.querySelector(".d-new");
    becomes.hidden = !changed;
    fields.querySelector("[data-undo]").hidden = !changed;
    becomes.querySelector("b").textContent = changed ? words(fields, code) : "";
    return changed;
  };

  const count = () => {
    const changed = rows.filter(mark);
    form.dataset.changed = changed.length;
    if (!button) return;
    const counted = ({ dataset }) => (changed.length === 1 ? dataset.one : dataset.many.replace(/\d+/, changed.length));
    button.textContent = changed.length ? counted(button) : idle;
    const list = bar.querySelector("span");
    bar.querySelector("b").textContent = changed.length ? counted(bar) : "";
    list.replaceChildren(
      ...changed.flatMap(({ row }, at) => {
        const figure = document.createElement("b");
        figure.textContent = row.querySelector(".d-new b").textContent;
        return [at ? " · " : "", `${row.querySelector("th").textContent} `, figure];
      }),
    );
  };

  form.addEventListener("input", count);
  form.addEventListener("change", (event) => {
    const one = rows.find(({ row }) => row.contains(event.target));
    if (one && event.target.checked) one.fields.querySelector("input[type=radio]:checked, [name]:not([type=hidden])")?.focus();
    count();
  });
  form.addEventListener("click", (event) => {
    const undo = event.target.closest("[data-undo]");
    const one = undo && rows.find(({ fields }) => fields.contains(undo));
    if (!one) return;
    reset(one.fields, one.base, one.code);
    one.row.querySelector(".d-tog input").checked = false;
    count();
  });
  let sending = false;
  form.addEventListener("submit", () => (sending = true));
  window.addEventListener("beforeunload", (event) => {
    if (!sending && Number(form.dataset.changed)) event.preventDefault();
  });
  count();
  (document.querySelector(".d-clash") ?? document.querySelector("[data-summary]"))?.focus();
}

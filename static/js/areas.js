// While an area is typed, the hint below says it in the reader's other units: 30,000 m² is 9,075 pyeong, 3.00 ha.
// <output for="area_m2" data-area="{tsubo} pyeong · {ha} ha"> belongs to the field of that id, which holds m².

const TSUBO_M2 = 3.305785;

// As the server reads it: Indonesian writes 30.000,5, the others 30,000.5
export const readNumber = (typed, lang) => {
  const [group, point] = lang === "id" ? [".", ","] : [",", "."];
  const plain = typed
    .normalize("NFKC")
    .replace(/[\s  ]/g, "")
    .replaceAll(group, "")
    .replace(point, ".");
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
};

export const sayArea = (m2, words, lang) => {
  const whole = new Intl.NumberFormat(lang, { maximumFractionDigits: 0 });
  const hectares = new Intl.NumberFormat(lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return words.replace("{tsubo}", whole.format(m2 / TSUBO_M2)).replace("{ha}", hectares.format(m2 / 10000));
};

export const convertAreas = (page) => {
  const lang = page.documentElement.lang;
  for (const hint of page.querySelectorAll("output[data-area]")) {
    const field = page.getElementById(hint.htmlFor.value);
    if (!field) continue;
    const say = () => {
      const m2 = readNumber(field.value, lang);
      hint.textContent = m2 ? sayArea(m2, hint.dataset.area, lang) : "";
    };
    field.addEventListener("input", (event) => event.isComposing || say());
    field.addEventListener("compositionend", say);
    say();
  }
};

// A list whose rows are ticked: one tick for all of them, and how many there are.

export const countTicks = (page) => {
  for (const whole of page.querySelectorAll("[data-tick-all]")) {
    const form = whole.closest("form");
    const all = whole.querySelector("input");
    const rows = [...form.querySelectorAll("tbody input[type=checkbox]")];
    const told = form.querySelector("[data-ticked]");
    const tell = () => {
      const ticked = rows.filter((row) => row.checked).length;
      all.checked = ticked === rows.length;
      all.indeterminate = ticked > 0 && ticked < rows.length;
      told.textContent = ticked || "";
    };
    whole.hidden = rows.length === 0;
    form.addEventListener("change", (event) => {
      if (event.target === all) rows.forEach((row) => (row.checked = all.checked));
      tell();
    });
    tell();
  }
};

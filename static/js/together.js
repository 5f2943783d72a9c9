// A lot's row and its shape light up together, whichever the pointer or the keyboard is on. They share a key:
// data-row="cilegon/E-09" on the row, data-lot="cilegon/E-09" on the shape (in a drawing or on the map, now or later).

const keyOf = (node) => {
  const holder = node instanceof Element ? node.closest("[data-row],[data-lot],a:has([data-lot])") : null;
  if (!holder) return null;
  return holder.dataset.row ?? holder.dataset.lot ?? holder.querySelector("[data-lot]").dataset.lot;
};

export const lightTogether = (page) => {
  let lit = null;
  const light = (key) => {
    if (key === lit) return;
    page.querySelectorAll(".hot").forEach((node) => node.classList.remove("hot"));
    lit = key;
    if (key === null) return;
    const named = CSS.escape(key);
    page.querySelectorAll(`[data-row="${named}"],[data-lot="${named}"]`).forEach((node) => node.classList.add("hot"));
  };
  page.addEventListener("pointerover", (event) => light(keyOf(event.target)));
  page.addEventListener("focusin", (event) => light(keyOf(event.target)));
  page.addEventListener("focusout", () => light(null));
  page.documentElement.addEventListener("pointerleave", () => light(null));
};

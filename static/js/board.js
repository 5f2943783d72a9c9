// Dragging a card sends the same form as its menu. Without this file the menu does it alone.
import Sortable from "../vendor/sortable/sortable.core.esm.js";

const board = document.querySelector("[data-board]");
const says = document.querySelector("[data-says]");
let from = null;

function mark(card) {
  const moves = (card.dataset.moves || "").split(" ");
  for (const column of board.querySelectorAll("[data-stage]")) {
    const stage = column.dataset.stage;
    column.classList.toggle("no", stage !== from && !moves.includes(stage));
  }
}

function unmark() {
  for (const column of board.querySelectorAll("[data-stage]")) column.classList.remove("no");
}

function send(card, stage) {
  const form = card.querySelector("form");
  const button = form?.querySelector(`button[value="${CSS.escape(stage)}"]`);
  if (!button) return false;
  form.requestSubmit(button);
  return true;
}

if (board) {
  document.documentElement.classList.add("js");
  for (const cards of board.querySelectorAll(".cards")) {
    new Sortable(cards, {
      group: "leads",
      sort: false,
      draggable: ".lead",
      filter: ".mvd",
      preventOnFilter: false,
      delay: 200,
      delayOnTouchOnly: true,
      ghostClass: "ghost",
      chosenClass: "drag",
      onStart({ item }) {
        from = item.closest("[data-stage]").dataset.stage;
        mark(item);
      },
      onMove({ dragged, to }) {
        const stage = to.closest("[data-stage]").dataset.stage;
        return stage === from || (dragged.dataset.moves || "").split(" ").includes(stage);
      },
      onEnd({ item, to, from: old, oldIndex, originalEvent }) {
        unmark();
        const stage = to.closest("[data-stage]").dataset.stage;
        if (stage === from) return;
        // Let go over a stage that does not take it, a card goes home, not to the last stage it passed
        const { clientX, clientY } = originalEvent.changedTouches?.[0] ?? originalEvent;
        const under = document.elementFromPoint(clientX, clientY)?.closest("[data-stage]");
        if (under?.dataset.stage !== stage || !send(item, stage)) old.insertBefore(item, old.children[oldIndex] ?? null);
        else if (says) says.textContent = item.querySelector("h3").textContent;
      },
    });
  }
  // one menu open at a time; Escape closes it
  board.addEventListener("toggle", (event) => {
    if (!event.target.open) return;
    for (const other of board.querySelectorAll("details.mvd[open]")) if (other !== event.target) other.open = false;
  }, true);
  board.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && event.target.closest("details.mvd[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
}

// Leads can be dragged between stages; the drop presses the same button that the card's menu has, so what may not be moved
// there cannot be dropped there. The board: data-board; a column: data-stage="contacted" with a .cards list in it; a card:
// .lead, with a form of buttons name="stage".
import Sortable from "../vendor/sortable/sortable.core.esm.js";

const stageOf = (list) => list.closest("[data-stage]").dataset.stage;
const buttonFor = (card, list) => card.querySelector(`button[name="stage"][value="${CSS.escape(stageOf(list))}"]`);

const dragOn = (board) => {
  const columns = [...board.querySelectorAll("[data-stage]")];
  const lists = columns.map((column) => column.querySelector(".cards") ?? column);
  const mark = (card) =>
    lists.forEach((list, at) => columns[at].classList.toggle("open", Boolean(card && buttonFor(card, list))));
  for (const list of lists) {
    Sortable.create(list, {
      group: { name: "stages", put: (to, from, card) => Boolean(buttonFor(card, to.el)) },
      draggable: ".lead",
      filter: "button,summary,select,input",
      preventOnFilter: false,
      sort: false,
      delay: 180,
      delayOnTouchOnly: true,
      scroll: true,
      onStart: ({ item }) => mark(item),
      onEnd: ({ item, from, to }) => {
        mark(null);
        if (from === to) return;
        const button = buttonFor(item, to);
        if (button) button.form.requestSubmit(button);
        else from.append(item);
      },
    });
  }
};

const board = document.querySelector("[data-board]");
if (board) dragOn(board);

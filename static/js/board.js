// Leads can be dragged between stages; the drop presses the same button that the card's menu has, so what may not be moved
// there cannot be dropped there. The board: data-board; a column's list: data-stage="contacted"; a card: data-lead, with a
// form of buttons name="stage" (templates/components/desk.html: move_menu).
import Sortable from "../vendor/sortable/sortable.core.esm.js";

const buttonFor = (card, list) => card.querySelector(`button[name="stage"][value="${CSS.escape(list.dataset.stage)}"]`);

export const dragOn = (board) => {
  const lists = [...board.querySelectorAll("[data-stage]")];
  const mark = (card) => lists.forEach((list) => list.classList.toggle("open", Boolean(card && buttonFor(card, list))));
  for (const list of lists) {
    Sortable.create(list, {
      group: { name: "stages", put: (to, from, card) => Boolean(buttonFor(card, to.el)) },
      draggable: "[data-lead]",
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
        if (!button) return from.append(item);
        return button.form.requestSubmit(button);
      },
    });
  }
};

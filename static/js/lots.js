// The list of lots without reloading: the same addresses, the same page from the server, its parts exchanged.

const page = document.querySelector("[data-lots]");

const isOurs = (address) => address.origin === location.origin && address.pathname === location.pathname;

// What is under the hand stays under the hand.
const keepPlace = (exchange) => {
  const held = document.activeElement;
  const name = held?.id ? `#${CSS.escape(held.id)}` : null;
  const value = held?.name && held.value ? `[name="${CSS.escape(held.name)}"][value="${CSS.escape(held.value)}"]` : null;
  const open = new Set([...page.querySelectorAll("details[open]")].map((d) => d.querySelector("summary").textContent));
  exchange();
  page.querySelectorAll("details").forEach((d) => {
    if (open.has(d.querySelector("summary").textContent)) d.open = true;
  });
  const again = (name && document.querySelector(name)) || (value && document.querySelector(value));
  again?.focus({ preventScroll: true });
};

const exchange = (fresh) => {
  keepPlace(() => {
    for (const old of page.querySelectorAll("[data-part]")) {
      if (old.dataset.part === "plan" && old.classList.contains("live")) continue; // the map changes by itself
      const next = fresh.querySelector(`[data-part="${old.dataset.part}"]`);
      if (next) old.replaceChildren(...next.childNodes); // the part itself may be what the address points to
    }
    page.querySelector("[data-filters]").replaceChildren(...fresh.querySelector("[data-filters]").childNodes);
    page.querySelector("[data-bar]").replaceChildren(...fresh.querySelector("[data-bar]").childNodes);
  });
  const languages = fresh.querySelectorAll("nav.langs");
  document.querySelectorAll("nav.langs").forEach((nav, at) => nav.replaceChildren(...languages[at].childNodes));
  document.title = fresh.title;
  prepare();
};

let turn = 0;
let shown = location.pathname + location.search;
const show = async (address, { push }) => {
  const mine = ++turn;
  const line = page.querySelector("[data-summary]");
  if (line && !line.dataset.since) line.append(` · ${(line.dataset.since = line.dataset.updating)}`);
  try {
    const answer = await fetch(address);
    if (mine !== turn) return;
    if (!answer.ok) throw new Error(answer.statusText);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== turn) return;
    if (push) history.pushState(null, "", answer.url);
    shown = location.pathname + location.search;
    exchange(fresh);
    document.dispatchEvent(new CustomEvent("kavling:found"));
  } catch {
    location.assign(address); // let the browser tell what is wrong
  }
};

const asked = (form) => `${form.action}?${new URLSearchParams(new FormData(form))}`;

const prepare = () => page.querySelectorAll(".noscript").forEach((node) => (node.hidden = true));

// The map is loaded where it can be seen, one file after the other; until then, and when one fails, the drawn plan stands.
const loadMap = async () => {
  const aside = page.querySelector("[data-map]");
  if (!aside || "asked" in aside.dataset || !aside.checkVisibility()) return;
  aside.dataset.asked = "";
  for (const address of aside.dataset.map.split(" ")) {
    const isStyle = address.endsWith(".css");
    const node = document.createElement(isStyle ? "link" : "script");
    if (isStyle) Object.assign(node, { rel: "stylesheet", href: address });
    else node.src = address;
    document.head.append(node);
    if (!isStyle) await new Promise((done, failed) => Object.assign(node, { onload: done, onerror: failed }));
  }
};
const map = () => loadMap().catch(() => {});

if (page) {
  prepare();
  map();
  addEventListener("resize", map);
  addEventListener("hashchange", map);
  page.addEventListener("change", (event) => {
    if (event.target.form?.matches("[data-filters],[data-sort]")) show(asked(event.target.form), { push: true });
  });
  page.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    if (form.matches(":popover-open")) form.hidePopover();
    show(asked(form), { push: true });
  });
  page.addEventListener("click", (event) => {
    const link = event.target.closest(".chip,[data-part='head'] .lnk,.pager a[rel='prev'],.pager a[rel='next'],.near .btn");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || !isOurs(new URL(link.href))) return;
    event.preventDefault();
    show(link.href, { push: true }).then(() => {
      if (link.rel) page.scrollIntoView();
    });
  });
  addEventListener("popstate", () => {
    if (shown !== location.pathname + location.search) show(location.href, { push: false }); // else only list or plan was chosen
  });
}

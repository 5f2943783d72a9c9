// The lots on the map. folium's script makes the map and calls kavlingLots; Leaflet is there before. A script of its own,
// not a module: folium's script looks for its names on the window. If anything here fails, the drawn plan stays.
"use strict";

L.DomEvent.fakeStop ??= () => {}; // VectorGrid asks for it; Leaflet 1.9 has dropped it

// The drawn plan under and over the lots: streets, water and greens below, names and lines above.
const kavlingPlan = (map) => {
  const plan = document.querySelector("[data-plan] svg.plan");
  const sides = document.querySelector("[data-plan]")?.dataset.bounds?.split(",").map(Number);
  if (!plan || sides?.length !== 4) return;
  const bounds = [[sides[1], sides[0]], [sides[3], sides[2]]];
  for (const [pane, level, kept] of [["ground", 350, "first"], ["names", 450, "last"]]) {
    map.createPane(pane).style.zIndex = level;
    map.getPane(pane).style.pointerEvents = "none";
    const copy = plan.cloneNode(true);
    const wanted = kept === "first" ? copy.firstElementChild : copy.lastElementChild;
    copy.replaceChildren(wanted);
    copy.removeAttribute("role");
    copy.removeAttribute("aria-label");
    copy.setAttribute("aria-hidden", "true");
    copy.setAttribute("preserveAspectRatio", "none");
    L.svgOverlay(copy, bounds, { pane }).addTo(map);
  }
};

const kavlingLots = (told) => {
  const shapes = new Map();
  const figures = new Intl.NumberFormat(told.language, { maximumFractionDigits: 0 });

  const words = ({ code, estate, status, area_m2: area }) => {
    const said = [code, told.words[estate]?.[status] ?? status];
    if (area !== null) said.push(`${figures.format(area)}\u00a0m²`);
    return said.join(", ");
  };

  const make = (lot, shape) => {
    const key = lot.id;
    shapes.set(key, shape);
    shape.bindTooltip(document.createTextNode(words(lot.properties)), { sticky: true });
    shape.on("add", () => {
      const path = shape.getElement();
      path.dataset.lot = key;
      path.setAttribute("tabindex", "0");
      path.setAttribute("role", "link");
      path.setAttribute("aria-label", words(lot.properties));
      path.addEventListener("keydown", (event) => {
        if (event.key === "Enter") open();
      });
    });
    const open = () => location.assign(`${told.lots}/${key}`);
    shape.on("click", open);
  };

  const layer = L.geoJson(null, {
    onEachFeature: make,
    style: (lot) => ({ className: `lot ${lot.properties.status}`, stroke: true, weight: 1.2, fillOpacity: 1 }),
  });

  // What the page's question does not find is faded, never taken away.
  let asked = 0;
  const fade = async () => {
    const turn = ++asked;
    const found = location.search ? await (await fetch(told.url + location.search)).json() : null;
    if (turn !== asked) return;
    const keys = found && new Set(found.features.map((lot) => lot.id));
    shapes.forEach((shape, key) => shape.getElement()?.classList.toggle("dim", keys !== null && !keys.has(key)));
    const slugs = new Set([...(keys ?? [])].map((key) => key.split("/")[0]));
    show(slugs.size ? [...slugs] : null);
  };

  // The map shows whole estates: those in which something was found, else the one whose plan is drawn.
  let shown = "";
  const show = (slugs) => {
    const drawn = document.querySelector("[data-plan]")?.dataset.estate;
    const wanted = (slugs ?? [drawn]).includes(drawn) ? [drawn] : slugs;
    const extents = (wanted ?? []).map((slug) => told.extents[slug]).filter(Boolean);
    if (!extents.length || shown === String(wanted)) return;
    shown = String(wanted);
    layer._map.fitBounds(extents.reduce((all, one) => all.extend(one), L.latLngBounds(extents[0])), { padding: [8, 8], animate: false });
  };

  layer.on("add", async ({ target }) => {
    const map = target._map;
    const box = map.getContainer();
    try {
      const answer = await fetch(told.url);
      if (!answer.ok) return;
      layer.addData(await answer.json());
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", told.label);
      kavlingPlan(map);
      L.control.scale({ imperial: false }).addTo(map);
      map.attributionControl.setPrefix("Leaflet");
      box.hidden = false;
      box.closest("[data-part]")?.classList.add("live");
      map.invalidateSize();
      await fade();
    } catch {
      box.hidden = true; // the drawn plan is still there
      box.closest("[data-part]")?.classList.remove("live");
    }
  });
  document.addEventListener("kavling:found", () => fade().catch(() => {}));
  return layer;
};

// A page that waits for the worker looks again every two seconds, and shows what came of it. Without this, the page reloads itself.
const EVERY = 2000;
const place = document.querySelector("[data-waiting]");

async function look() {
  let answer;
  try {
    answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
  } catch {
    return setTimeout(look, EVERY); // offline for a moment
  }
  if (answer.redirected) return location.replace(answer.url);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.querySelector("[data-waiting]");
  if (!answer.ok || !now) return location.reload();
  if (now.innerHTML !== place.innerHTML) place.replaceChildren(...now.childNodes);
  setTimeout(look, EVERY);
}

if (place) setTimeout(look, EVERY);

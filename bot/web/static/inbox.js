// Keeps the list of leads current without disturbing whoever reads or types.
const EVERY = 10000;
const region = document.querySelector("[data-refresh]");

async function refresh() {
  if (document.hidden || !region || region.contains(document.activeElement)) return;
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (response.redirected) return location.reload(); // signed out meanwhile
    if (!response.ok) return;
    const next = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = next.getElementById(region.id);
    if (fresh) region.replaceChildren(...fresh.childNodes);
  } catch {
    // No connection: the next round tries again.
  }
}
setInterval(refresh, EVERY);
document.addEventListener("visibilitychange", refresh);

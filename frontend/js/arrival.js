// What a browser does when a document is loaded, for pages that come without one: the focus goes to
// the new page, its title is said, and one stands at the top, or where one was.

/** A page has come when its title has: pages write it as soon as they know what they are. */
export function watchArrivals() {
  let path = location.pathname;
  const title = document.querySelector("title");
  if (!title) return;
  const look = () => {
    // Between two pages there is no title.
    if (location.pathname === path || !document.title) return;
    path = location.pathname;
    arrive();
  };
  // The address changes within the same frame, before or after the title.
  new MutationObserver(() => requestAnimationFrame(look))
    .observe(title, { childList: true, characterData: true, subtree: true });
  watchPlaces();
}

function arrive() {
  const main = document.getElementById("main");
  const heading = main?.querySelector("h1");
  if (heading) heading.tabIndex = -1;
  // Where one comes back to is no matter of the focus.
  (heading ?? main)?.focus({ preventScroll: true });
  const said = document.querySelector("[data-arrival]");
  if (said) said.textContent = document.title;
}

/** How long a page may take to be as long again as it was when one left it. */
const PATIENCE_MS = 2000;

/**
 * The browser restores the place of a page that is there at once. A page that first asks the server
 * is too short in that moment: one comes back to its place as soon as it is long enough, unless one
 * has moved by then.
 */
function watchPlaces() {
  const places = new Map();
  let wanted;
  addEventListener("scroll", () => {
    if (wanted === undefined) places.set(location.href, scrollY);
  }, { passive: true });
  const forget = () => { wanted = undefined; };
  for (const sign of ["wheel", "touchstart", "keydown", "pointerdown"]) addEventListener(sign, forget, { passive: true });
  addEventListener("popstate", () => {
    const began = performance.now();
    wanted = places.get(location.href);
    const back = () => {
      if (wanted === undefined) return;
      const room = document.documentElement.scrollHeight - innerHeight;
      if (room >= wanted) {
        scrollTo(0, wanted);
        forget();
      } else if (performance.now() - began < PATIENCE_MS) {
        requestAnimationFrame(back);
      } else {
        forget();
      }
    };
    requestAnimationFrame(back);
  });
}

/** Tells the style sheet while the device has no connection. */
export function watchConnection() {
  const tell = () => document.documentElement.toggleAttribute("data-offline", !navigator.onLine);
  addEventListener("online", tell);
  addEventListener("offline", tell);
  tell();
}

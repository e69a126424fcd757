// What a browser does when a document is loaded, for pages that come without one: the focus goes to
// the new page, its title is said, and one starts at the top, or where one was.

/** A page has come when its title has: pages write it as soon as they know what they are. */
export function watchArrivals() {
  let path = location.pathname;
  const title = document.querySelector("title");
  if (!title) return;
  new MutationObserver(() => {
    if (location.pathname === path) return;
    path = location.pathname;
    // After this frame the page stands in the document.
    requestAnimationFrame(arrive);
  }).observe(title, { childList: true, characterData: true, subtree: true });
}

function arrive() {
  const main = document.getElementById("main");
  const heading = main?.querySelector("h1");
  if (heading) heading.tabIndex = -1;
  // Where one comes back to is the browser's to know.
  (heading ?? main)?.focus({ preventScroll: true });
  const said = document.querySelector("[data-arrival]");
  if (said) said.textContent = document.title;
}

/** Tells the style sheet while the device has no connection. */
export function watchConnection() {
  const tell = () => document.documentElement.toggleAttribute("data-offline", !navigator.onLine);
  addEventListener("online", tell);
  addEventListener("offline", tell);
  tell();
}

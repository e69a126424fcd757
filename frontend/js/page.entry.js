// Takes over the page that the server has rendered, and knows what it loads when somebody first
// needs it. Kept out of the WebAssembly module because a lazy import there would have to evaluate
// text, which the content security policy forbids.
import init, { hydrate, prepare } from "./app.js";
import { attach } from "./alive.js";
import { watchArrivals, watchConnection } from "./arrival.js";

window.finx = { chart: attach };

// Without the page's own program the page is what it is without a script: a form that the server
// answers. The style sheet then shows its button and a notice, and hides what would do nothing.
const stayPlain = () => {
  document.documentElement.dataset.script = "none";
};

// Each page has a module of its own. A link that is pointed at, or reached by Tab, is likely to be
// followed: what it leads to is fetched ahead.
const expectClick = ({ target }) => {
  const link = target.closest?.("a[href]");
  if (link?.origin === location.origin) prepare(link.pathname);
};
watchConnection();

if (typeof WebAssembly === "object") {
  try {
    await init({ module_or_path: new URL("./app_bg.wasm", import.meta.url) });
    await hydrate(location.pathname);
    for (const sign of ["pointerover", "focusin"]) document.addEventListener(sign, expectClick);
    watchArrivals();
  } catch (error) {
    stayPlain();
    console.error(error);
  }
} else {
  stayPlain();
}

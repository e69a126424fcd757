// Takes over the page that the server has rendered, and knows what it loads when somebody first
// needs it. Kept out of the WebAssembly module because a lazy import there would have to evaluate
// text, which the content security policy forbids.
import init, { hydrate } from "./app.js";

window.finx = {
  charts: () => import("./charts-view.js"),
};

// Without the page's own program the page is what it is without a script: a form that the server
// answers. The style sheet then shows its button and a notice, and hides what would do nothing.
const stayPlain = () => {
  document.documentElement.dataset.script = "none";
};

if (typeof WebAssembly === "object") {
  try {
    await init({ module_or_path: new URL("./app_bg.wasm", import.meta.url) });
    hydrate();
  } catch (error) {
    stayPlain();
    console.error(error);
  }
} else {
  stayPlain();
}

// Takes over the page that the server has rendered, and knows what it loads when somebody first
// needs it. Kept out of the WebAssembly module because a lazy import there would have to evaluate
// text, which the content security policy forbids.
import init, { hydrate } from "./app.js";

window.finx = {
  charts: () => import("./charts-view.js"),
};

await init({ module_or_path: new URL("./app_bg.wasm", import.meta.url) });
hydrate();

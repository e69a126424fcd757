// What the page loads when somebody first needs it. Kept out of the WebAssembly module so that a
// module can be imported lazily without evaluating text, which the content security policy forbids.
window.finx = {
  charts: () => import("./charts-view.js"),
};

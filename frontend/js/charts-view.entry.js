// A printed figure comes to life: ECharts takes over from the SVG, at the same size and with the
// same geometry. The option and every text are made in Rust (crates/charts); what is here is what
// only a browser can do: sizes, theme, pointer and keys.
//
//   const handle = mount(element, figureJson)   `element` holds the printed SVG
//   update(handle, figureJson)
//   dispose(handle)                             the printed SVG is back, nothing else is left
//
// A `[data-crosshair]` with role=status inside the element, or beside it, is told what the
// crosshair reads. `data-height` on the element fixes the height; otherwise it is that of the SVG.

import { init, use } from 'echarts/core';
import { BarChart, CandlestickChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  AriaComponent,
  DataZoomInsideComponent,
  GraphicComponent,
  GridComponent,
  TooltipComponent,
} from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';

use([
  BarChart, CandlestickChart, LineChart, ScatterChart,
  AriaComponent, DataZoomInsideComponent, GraphicComponent, GridComponent, TooltipComponent,
  SVGRenderer,
]);

const TOKENS = [
  'text', 'muted', 'faint', 'axis', 'line', 'border', 'surface', 'accent', 'ink',
  's3', 's4', 's5', 's6', 'gain', 'loss', 'neutral',
];
const SIZE = { fallbackWidth: 640, fallbackHeight: 240, leastWidth: 120 };

let module;

// The WebAssembly module is fetched when the first chart is mounted.
function load() {
  module ??= import('./charts.js').then(async (charts) => {
    await charts.default({ module_or_path: new URL('./charts_bg.wasm', import.meta.url) });
    return charts;
  });
  module.catch(() => { module = undefined; });
  return module;
}

// Resolved colours: a probe inside the figure, so that `var()`, `light-dark()` and a palette
// chosen for forced colours all count.
function readTheme(host) {
  const probe = document.createElement('span');
  probe.className = 'fg';
  host.append(probe);
  const theme = { font: getComputedStyle(host).fontFamily };
  for (const token of TOKENS) {
    probe.style.color = '';
    probe.style.color = `var(--${token})`;
    if (getComputedStyle(probe).getPropertyValue(`--${token}`).trim()) {
      theme[token] = getComputedStyle(probe).color;
    }
  }
  theme.ink ??= theme.text;
  probe.remove();
  return JSON.stringify(theme);
}

export function mount(element, figureJson) {
  const handle = {
    element,
    figureJson,
    abort: new AbortController(),
    hidden: [],
    window: undefined,
    stop: undefined,
    disposed: false,
  };
  handle.ready = load().then((charts) => start(handle, charts));
  // A chart that cannot start leaves the printed figure as it is.
  handle.ready.catch((error) => { if (!handle.disposed) console.warn('chart', error); });
  return handle;
}

export function update(handle, figureJson) {
  handle.figureJson = figureJson;
  if (!handle.chart || handle.disposed) return;
  const before = handle.shown.extent().join();
  read(handle);
  // Another stretch of time starts unzoomed.
  if (handle.shown.extent().join() !== before) handle.window = undefined;
  redraw(handle);
}

export function dispose(handle) {
  if (handle.disposed) return;
  handle.disposed = true;
  handle.abort.abort();
  cancelAnimationFrame(handle.frame);
  handle.resize?.disconnect();
  handle.themes?.disconnect();
  handle.chart?.dispose();
  handle.shown?.free();
  handle.live?.remove();
  for (const [child, display] of handle.hidden) child.style.display = display;
  say(handle, '');
  handle.chart = handle.shown = handle.live = handle.canvas = undefined;
}

function start(handle, charts) {
  if (handle.disposed) return;
  const { element } = handle;
  const printed = element.querySelector('svg');
  handle.charts = charts;
  handle.height = Number(element.dataset.height)
    || Math.round(printed?.getBoundingClientRect().height ?? 0)
    || SIZE.fallbackHeight;
  handle.status = element.querySelector('[data-crosshair]')
    ?? element.parentElement?.querySelector('[data-crosshair]');
  read(handle);

  handle.live = document.createElement('div');
  handle.live.className = 'fg-live';
  handle.live.tabIndex = 0;
  handle.live.setAttribute('role', 'group');
  handle.live.setAttribute('aria-label', handle.shown.title());
  handle.canvas = document.createElement('div');
  handle.live.append(handle.canvas);
  // Drawn out of the flow first; the picture changes hands in one frame.
  handle.live.style.cssText = 'position:absolute;visibility:hidden';
  element.append(handle.live);
  handle.theme = readTheme(handle.live);
  const { width, height } = size(handle);
  handle.canvas.style.width = `${width}px`;
  handle.canvas.style.height = `${height}px`;
  handle.chart = init(handle.canvas, null, { renderer: 'svg', width, height });
  redraw(handle);
  // As in the print, a label that is wider than foreseen is not cut off.
  for (const part of handle.canvas.querySelectorAll(':scope > div, svg')) part.style.overflow = 'visible';
  for (const child of element.children) {
    if (child !== handle.live && child !== handle.status && !child.contains(handle.status)) {
      handle.hidden.push([child, child.style.display]);
      child.style.display = 'none';
    }
  }
  handle.live.style.cssText = '';
  listen(handle);
}

function read(handle) {
  const shown = new handle.charts.Shown(handle.figureJson);
  handle.shown?.free();
  handle.shown = shown;
  handle.stop = undefined;
  handle.live?.setAttribute('aria-label', shown.title());
}

function size(handle) {
  const style = getComputedStyle(handle.element);
  const inner = handle.element.clientWidth
    - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
  const width = Math.max(Math.floor(inner) || SIZE.fallbackWidth, SIZE.leastWidth);
  return { width, height: handle.height };
}

function optionOf(handle) {
  const { width, height } = size(handle);
  const [from, to] = handle.window ?? [];
  const option = JSON.parse(handle.shown.option(handle.theme, width, height, from, to));
  option.tooltip.formatter = () => (handle.stop === undefined ? '' : handle.shown.tooltip(handle.stop));
  return option;
}

function redraw(handle) {
  handle.chart.setOption(optionOf(handle), { notMerge: true });
  if (handle.stop !== undefined) show(handle, handle.stop);
}

// During a zoom the gesture belongs to ECharts: everything but the zoom itself is replaced.
function redrawWindow(handle) {
  const option = optionOf(handle);
  delete option.dataZoom;
  handle.chart.setOption(option, { replaceMerge: ['graphic', 'series'] });
  if (handle.stop !== undefined) show(handle, handle.stop);
}

function later(handle, work) {
  cancelAnimationFrame(handle.frame);
  handle.frame = requestAnimationFrame(() => { if (!handle.disposed) work(handle); });
}

function listen(handle) {
  const { signal } = handle.abort;
  const { live, chart } = handle;

  let width = size(handle).width;
  handle.resize = new ResizeObserver(() => {
    if (size(handle).width === width) return;
    width = size(handle).width;
    later(handle, () => {
      handle.canvas.style.width = `${width}px`;
      chart.resize({ width, height: handle.height });
      redraw(handle);
    });
  });
  handle.resize.observe(handle.element);

  const recolour = () => later(handle, () => {
    const theme = readTheme(live);
    if (theme === handle.theme) return;
    handle.theme = theme;
    redraw(handle);
  });
  handle.themes = new MutationObserver(recolour);
  handle.themes.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['data-theme', 'data-palette', 'class'],
  });
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
    matchMedia(query).addEventListener('change', recolour, { signal });
  }

  chart.on('datazoom', () => {
    const zoom = chart.getOption().dataZoom?.[0];
    if (zoom) {
      handle.window = [zoom.startValue, zoom.endValue];
      later(handle, redrawWindow);
    }
  });
  // ECharts' own surface: removed with the instance.
  const zr = chart.getZr();
  zr.on('mousemove', (event) => {
    const stop = handle.shown.nearest(event.offsetX, event.offsetY);
    if (stop === undefined) hide(handle);
    else if (stop !== handle.stop) show(handle, stop);
  });
  zr.on('globalout', () => hide(handle));
  live.addEventListener('keydown', (event) => key(handle, event), { signal });
  live.addEventListener('blur', () => hide(handle), { signal });
}

function show(handle, stop) {
  const [x, y] = handle.shown.at(stop);
  if (x === undefined) return hide(handle);
  handle.stop = stop;
  handle.chart.dispatchAction({ type: 'showTip', x, y });
}

function hide(handle) {
  if (handle.stop === undefined) return;
  handle.stop = undefined;
  handle.chart.dispatchAction({ type: 'hideTip' });
  handle.chart.dispatchAction({ type: 'updateAxisPointer', currTrigger: 'leave' });
}

function say(handle, text) {
  if (handle.status) handle.status.textContent = text;
}

function key(handle, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = handle.shown.rows();
  const step = event.shiftKey ? 10 : 1;
  const steps = rows ? { ArrowDown: step, ArrowUp: -step } : { ArrowRight: step, ArrowLeft: -step };
  const [first, last] = handle.shown.shown();
  if (first === undefined) return;
  if (event.key in steps) walk(handle, steps[event.key], first, last);
  else if (event.key === 'Home') go(handle, first);
  else if (event.key === 'End') go(handle, last);
  else if (event.key === 'Escape' && handle.stop !== undefined) { hide(handle); say(handle, ''); }
  else if ('+=-'.includes(event.key) && handle.shown.zooms()) zoom(handle, event.key === '-' ? 2 : 0.5);
  else return;
  event.preventDefault();
}

function walk(handle, by, first, last) {
  const all = handle.shown.stops() - 1;
  const from = handle.stop ?? (by > 0 ? first - 1 : last + 1);
  const to = Math.min(Math.max(from + by, 0), all);
  if ((to < first || to > last) && handle.window) {
    // Beyond the part that is shown: the part moves along.
    const [start, end] = handle.window;
    const span = end - start;
    const x = handle.shown.position(to);
    setWindow(handle, x - span / 2, x + span / 2);
  }
  go(handle, to);
}

function go(handle, stop) {
  show(handle, stop);
  say(handle, handle.shown.reading(stop));
}

function zoom(handle, factor) {
  const [start, end] = handle.window ?? handle.shown.extent();
  const middle = handle.stop === undefined ? (start + end) / 2 : handle.shown.position(handle.stop);
  const half = (factor * (end - start)) / 2;
  setWindow(handle, middle - half, middle + half);
}

// Keeps the window inside the data and tells ECharts, whose wheel goes on from there.
function setWindow(handle, from, to) {
  const [first, last] = handle.shown.extent();
  const least = Math.max((last - first) / 200, 5);
  const span = Math.min(Math.max(to - from, least), last - first);
  const start = Math.min(Math.max((from + to - span) / 2, first), last - span);
  handle.window = span >= last - first ? undefined : [start, start + span];
  redraw(handle);
}

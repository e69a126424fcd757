// The browser: one that is there, started the same way by tests, Lighthouse and speed.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/**
 * `FINX_CHROMIUM`, or the first in the PATH; `undefined` leaves the choice to Playwright.
 * @returns {string | undefined}
 */
export function chromiumPath() {
  if (process.env.FINX_CHROMIUM) return process.env.FINX_CHROMIUM;
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const names = process.platform === 'win32' ? NAMES.map((name) => `${name}.exe`) : NAMES;
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Nothing talks to the outside, nothing asks at the first start. */
export const CHROMIUM_ARGUMENTS = [
  '--headless',
  // Chromium refuses its sandbox to root.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

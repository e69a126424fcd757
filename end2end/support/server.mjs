// A FinX of its own: a free port, an empty data directory, gone without a trace in the end.

import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
export const ARTIFACTS = fileURLToPath(new URL('../artifacts/', import.meta.url));

/** The first start imports the bundled data. */
const START_LIMIT_MS = 120_000;
/** Longer than the server takes to let running requests end. */
const STOP_LIMIT_MS = 15_000;

/** What a server may inherit; the rest of `FINX_…` is meant for the tests and would be refused. */
const INHERITED = ['FINX_SITE_DIR'];

/** `FINX_BIN`, or the release build in cargo's target folder. */
function program() {
  if (process.env.FINX_BIN) return process.env.FINX_BIN;
  const target = process.env.CARGO_TARGET_DIR ?? targetFolder();
  const path = join(target, 'release', process.platform === 'win32' ? 'finx.exe' : 'finx');
  if (existsSync(path)) return path;
  throw new Error(`there is no ${path}: build it by \`cargo xtask dist\`, or name one by FINX_BIN`);
}

/** @returns {string} */
function targetFolder() {
  try {
    const arguments_ = ['metadata', '--no-deps', '--format-version', '1', '--offline'];
    const json = execFileSync('cargo', arguments_, { cwd: PROJECT, maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'ignore'] });
    return JSON.parse(json.toString()).target_directory;
  } catch {
    return join(PROJECT, 'target');
  }
}

/**
 * @typedef {object} Server
 * @property {string} url where it answers
 * @property {number} readyMs what it says about the time it took to start
 * @property {string} log its log, one JSON object a line
 * @property {() => Promise<void>} stop
 */

/**
 * The server named by `FINX_URL`, or one that is started here.
 * @param {string} name of the log among the artefacts
 * @param {{ dataDir?: string }} [options] a data directory that stays
 * @returns {Promise<Server>}
 */
export async function serve(name, { dataDir } = {}) {
  if (process.env.FINX_URL && !dataDir) {
    const url = process.env.FINX_URL.replace(/\/+$/, '');
    await ready(url, () => undefined);
    return { url, readyMs: Number.NaN, log: '', stop: async () => {} };
  }
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'finx-end2end-'));
  const log = join(ARTIFACTS, `${name}.log`);
  mkdirSync(dirname(log), { recursive: true });
  const sink = createWriteStream(log);

  const inherited = Object.entries(process.env).filter(
    ([key]) => !key.startsWith('FINX_') || INHERITED.includes(key),
  );
  const child = spawn(program(), ['serve'], {
    env: {
      ...Object.fromEntries(inherited),
      // The port is chosen by the system when the server binds it, and is part of the public URL
      // that the server derives: nobody else can take it in between.
      FINX_LISTEN: '127.0.0.1:0',
      FINX_DATA_DIR: folder,
      FINX_LOG: 'info',
      FINX_LOG_FORMAT: 'json',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const orphan = () => child.kill('SIGKILL');
  process.once('exit', orphan);

  let said = '';
  let ended = '';
  /** @type {(chunk: Buffer) => void} */
  const hear = (chunk) => {
    sink.write(chunk);
    said = (said + chunk).slice(-20_000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const gone = new Promise((resolve) => {
    child.once('error', (error) => resolve((ended = `cannot be started: ${error.message}`)));
    child.once('exit', (code, signal) => resolve((ended = `ended (${signal ?? code})`)));
  });

  const stop = async () => {
    process.removeListener('exit', orphan);
    if (!ended) {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      await gone;
      clearTimeout(late);
    }
    await new Promise((resolve) => sink.end(resolve));
    if (!dataDir) rmSync(folder, { recursive: true, force: true });
  };

  try {
    const announced = /FinX is at (\S+) \(ready in (\d+) ms/;
    const deadline = Date.now() + START_LIMIT_MS;
    while (!announced.test(said)) {
      if (ended) throw new Error(`finx ${ended}:\n${said}`);
      if (Date.now() > deadline) throw new Error(`finx did not start in time:\n${said}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const [, url = '', readyMs] = announced.exec(said) ?? [];
    await ready(url, () => ended);
    return { url, readyMs: Number(readyMs), log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Waits until the server says that it is ready.
 * @param {string} url
 * @param {() => string | undefined} ended
 */
async function ready(url, ended) {
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    const status = await fetch(`${url}/readyz`).then((response) => response.status, String);
    if (status === 200) return;
    if (ended() || Date.now() > deadline) {
      throw new Error(`${url} is not ready: ${ended() || status}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

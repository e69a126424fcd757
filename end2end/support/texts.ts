// The texts of the pages, as they are written down: the compiler has checked that there are both.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PROJECT = join(import.meta.dirname, '..', '..');
const FOLDER = join(PROJECT, 'crates', 'texts', 'src');

/** Names of companies, funds and indices: they are the same in every language. */
export function instrumentNames(): string[] {
  const [, ...lines] = readFileSync(join(PROJECT, 'data', 'instruments.csv'), 'utf8').trim().split('\n');
  return lines.map((line) => line.split(',')[1] ?? '').filter(Boolean);
}

interface Texts {
  english: string[];
  german: string[];
}

/** A Rust string as it reads. */
function unescaped(text: string): string {
  return text.replace(/\\u\{([0-9a-f]+)\}/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
}

/** Every text of every area, with the names of values in braces. */
export function catalogue(): Texts {
  const all: Texts = { english: [], german: [] };
  for (const name of readdirSync(FOLDER)) {
    if (!name.endsWith('.rs') || ['lib.rs', 'context.rs', 'entry.rs'].includes(name)) continue;
    const source = readFileSync(join(FOLDER, name), 'utf8');
    const forms = (key: string, list: string[]) => {
      for (const [, texts = ''] of source.matchAll(new RegExp(`\\b${key}:((?:\\s*\\|?\\s*"(?:[^"\\\\]|\\\\.)*")+)`, 'g'))) {
        for (const [, text = ''] of texts.matchAll(/"((?:[^"\\]|\\.)*)"/g)) list.push(unescaped(text));
      }
    };
    forms('en', all.english);
    forms('de', all.german);
    forms('same', all.english);
    forms('same', all.german);
  }
  return all;
}

const spaced = (text: string) => text.replace(/\s+/gu, ' ').trim();

/** The parts between the values that are long enough to be told from a chance. */
function parts(text: string): string[] {
  return text.split(/\{\w+\}/).map(spaced).filter((part) => part.length >= 4 && /\p{L}{3}/u.test(part));
}

/** English texts, or what of them stands between values, that no German text has as well. */
export function onlyEnglish(): string[] {
  const { english, german } = catalogue();
  const all = german.map(spaced).join('\n');
  const own = english.flatMap(parts).filter((part) => !word(part).test(all));
  return [...new Set(own)];
}

/** The text as a word or sentence of its own, not as a piece of another word. */
export function word(text: string): RegExp {
  const literal = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, '\\s+');
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'u');
}

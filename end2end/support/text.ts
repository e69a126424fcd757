import type { Locator } from '@playwright/test';

/** Text as people read it: every kind of space is one space, and none stand at the ends. */
export function plain(text: string | null): string {
  return (text ?? '').replace(/\s+/gu, ' ').trim();
}

/** The text of an element, as people read it. */
export async function textOf(locator: Locator): Promise<string> {
  return plain(await locator.textContent());
}

/** A written number: `−27.8 %` → −27.8. */
export function numberIn(text: string): number {
  const match = /[−+-]?[\d,]+(\.\d+)?/.exec(text);
  if (!match) throw new Error(`no number in “${text}”`);
  return Number(match[0].replace('−', '-').replaceAll(',', ''));
}

/** A pattern of a text in which every space may be of any kind. */
export function pattern(text: string): RegExp {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(escaped.replace(/ +/g, '\\s+'));
}

/** Symbols and weights of a file of weights. */
export function parseWeights(csv: string): Map<string, number> {
  const [head, ...lines] = csv.trim().split('\n');
  if (head !== 'symbol,weight') throw new Error(`not a file of weights: ${csv.slice(0, 80)}`);
  return new Map(lines.map((line) => {
    const [symbol = '', weight] = line.split(',');
    return [symbol, Number(weight)];
  }));
}

/** The weights in a `data:` link. */
export function weightsOfLink(href: string): Map<string, number> {
  const start = 'data:text/csv;charset=utf-8,';
  if (!href.startsWith(start)) throw new Error(`not a file in a link: ${href.slice(0, 80)}`);
  return parseWeights(decodeURIComponent(href.slice(start.length)));
}

// The words of the interface, read from where the product has them, so that every finder works in both languages.

import { readFileSync } from 'node:fs';

/** @typedef {Record<string, string>} Words */

/** @param {string} file @returns {Words} */
function read(file) {
  const source = readFileSync(new URL(`../../src/i18n/${file}.rs`, import.meta.url), 'utf8');
  /** @type {Words} */
  const words = {};
  for (const [, key, text] of source.matchAll(/^ {4}(\w+):\s+"((?:[^"\\]|\\.)*)",$/gm)) {
    words[key] = JSON.parse(`"${text}"`);
  }
  return new Proxy(words, {
    get(all, key) {
      if (typeof key === 'string' && !(key in all)) throw new Error(`src/i18n/${file}.rs has no text "${key}"`);
      return Reflect.get(all, key);
    },
  });
}

export const english = read('en');
export const spanish = read('es');
/** The account pages', which only the server has. */
export const accountEnglish = read('account/en');
export const accountSpanish = read('account/es');
/** Those of a contact's history. */
export const historyEnglish = read('history/en');
export const historySpanish = read('history/es');
/** Those of the export page. */
export const exportEnglish = read('exporting/en');
export const exportSpanish = read('exporting/es');
/** Those of imports and changes in bulk. */
export const jobsEnglish = read('jobs/en');
export const jobsSpanish = read('jobs/es');

/** Puts values where the text says `{}`. @param {string} text @param {string[]} values */
export function filled(text, ...values) {
  return values.reduce((done, value) => done.replace('{}', () => value), text);
}

/** @param {string | undefined} locale */
export function wordsOf(locale) {
  return locale?.startsWith('es') ? spanish : english;
}

/** @param {string | undefined} locale */
export function accountWordsOf(locale) {
  return locale?.startsWith('es') ? accountSpanish : accountEnglish;
}

/** @param {string | undefined} locale */
export function historyWordsOf(locale) {
  return locale?.startsWith('es') ? historySpanish : historyEnglish;
}

/** @param {string | undefined} locale */
export function exportWordsOf(locale) {
  return locale?.startsWith('es') ? exportSpanish : exportEnglish;
}

/** @param {string | undefined} locale */
export function jobWordsOf(locale) {
  return locale?.startsWith('es') ? jobsSpanish : jobsEnglish;
}

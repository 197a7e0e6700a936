// The page as the benchmark sees it: opening it, and the instruments that run inside it.

import { COOKIE } from '../e2e/accounts.mjs';

/**
 * The server, without a slash at the end, and the value of somebody's session cookie.
 * @typedef {{ url: string, session: string }} Site
 */

export const LIST = '/audiences/chat/contacts';
export const VIEWPORT = { width: 1280, height: 900 };

/**
 * What the table shows: which contacts, and which parts are marked.
 * @typedef {{ ids: string[], marks: string[] }} Shown
 */

/**
 * The instruments, as the page's scripts find them on `window`.
 * @typedef {object} Instruments
 * @property {number} hydrated When the page began to listen to the keyboard, which it does when it is hydrated.
 * @property {number} rows When the first row was there.
 * @property {(check: () => boolean) => Promise<number>} painted When a frame in which the check holds was drawn.
 * @property {(wanted: Shown) => boolean} shows
 * @property {(wanted: Shown) => void} awaitKey Begins to wait for what the next key leads to.
 * @property {(button: Element) => void} awaitClick Begins to wait until the next click has turned the switch.
 * @property {Promise<{ began: number, painted: number }>} outcome Of either.
 * @property {{ began: number, took: number }[]} clicks What Chromium itself says of each click: how long until the
 *   next paint, in steps of 8 ms (Event Timing).
 */

/** Runs in the page before its own scripts. */
export function instrument() {
  /** @type {Instruments} */
  const instruments = {
    hydrated: 0,
    rows: 0,
    outcome: Promise.reject(new Error('nothing was awaited')),
    clicks: [],

    painted(check) {
      return new Promise((resolve) => {
        const look = () => {
          if (!check()) return false;
          observer.disconnect();
          // The callback runs before the frame is drawn; a message that is sent from it arrives when it has been.
          requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => {
              channel.port1.close();
              resolve(performance.now());
            };
            channel.port2.postMessage(null);
          });
          return true;
        };
        const observer = new MutationObserver(look);
        if (look()) return;
        const everything = { subtree: true, childList: true, characterData: true, attributes: true };
        observer.observe(document.body, everything);
      });
    },

    shows({ ids, marks }) {
      const table = document.querySelector('table');
      // While an answer is awaited, the rows are those of the last one.
      if (table?.getAttribute('aria-busy') === 'true') return false;
      const rows = document.querySelectorAll('tr[data-contact]');
      if (rows.length !== ids.length) return false;
      if (![...rows].every((row, at) => row.getAttribute('data-contact') === ids[at])) return false;
      const marked = document.querySelectorAll('tr[data-contact] mark');
      return marked.length === marks.length && [...marked].every((mark, at) => mark.textContent === marks[at]);
    },

    awaitKey(wanted) {
      instruments.outcome = outcome('keydown', () => instruments.shows(wanted));
    },

    awaitClick(button) {
      const before = button.getAttribute('aria-checked');
      instruments.outcome = outcome('click', () => button.getAttribute('aria-checked') !== before);
    },
  };
  instruments.outcome.catch(() => undefined);

  /** @param {'keydown' | 'click'} kind @param {() => boolean} check */
  async function outcome(kind, check) {
    /** @type {Promise<number>} */
    const begun = new Promise((resolve) => {
      const options = { capture: true, once: true };
      addEventListener(kind, (event) => resolve(event.timeStamp), options);
    });
    const painted = await instruments.painted(check);
    return { began: await begun, painted };
  }

  const original = EventTarget.prototype.addEventListener;
  /** @this {EventTarget} @param {Parameters<typeof original>} rest */
  EventTarget.prototype.addEventListener = function (...rest) {
    // Ours is heard by the capturing phase, the page's own is not.
    if (rest[0] === 'keydown' && this === window && typeof rest[2] !== 'object') {
      instruments.hydrated ||= performance.now();
    }
    return original.apply(this, rest);
  };

  const rows = new MutationObserver(() => {
    if (document.querySelector('tr[data-contact]') === null) return;
    instruments.rows = performance.now();
    rows.disconnect();
  });
  rows.observe(document, { subtree: true, childList: true });

  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.name === 'click') instruments.clicks.push({ began: entry.startTime, took: entry.duration });
    }
    // @ts-expect-error not in TypeScript's library yet
  }).observe({ type: 'event', durationThreshold: 16 });

  Object.assign(window, { instruments });
}

/**
 * A page with the instruments in it, somebody signed in, and nothing in its cache.
 * @param {import('@playwright/test').Browser} browser @param {Site} site
 */
export async function newPage(browser, { url, session }) {
  const context = await browser.newContext({ viewport: VIEWPORT, locale: 'en-US' });
  await context.addCookies([{ name: COOKIE, value: session, url, httpOnly: true, sameSite: 'Lax' }]);
  await context.addInitScript(instrument);
  return context.newPage();
}

/**
 * Opens an address and waits until the page answers to keys and clicks.
 * @param {import('@playwright/test').Page} page @param {string} address
 */
export async function open(page, address) {
  await page.goto(address);
  await page.waitForFunction(() => instruments.hydrated > 0);
}

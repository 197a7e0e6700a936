// The first load, with nothing in the browser's cache, and the next one.

import { LIST, newPage, open } from './page.mjs';

const LOADS = 12;

/**
 * One load, in milliseconds from the beginning of the navigation.
 * @typedef {{ answered: number, painted: number, rows: number, hydrated: number, bytes: number }} Load
 */

/** What the page has noted. @param {import('@playwright/test').Page} page @returns {Promise<Load>} */
function noted(page) {
  return page.evaluate(async () => {
    const [navigation] = performance.getEntriesByType('navigation');
    if (!(navigation instanceof PerformanceNavigationTiming)) throw new Error('the navigation was not timed');
    /** @type {PerformanceEntry} */
    const paint = await new Promise((resolve) => {
      new PerformanceObserver((list) => {
        for (const entry of list.getEntriesByName('first-contentful-paint')) resolve(entry);
      }).observe({ type: 'paint', buffered: true });
    });
    const resources = performance.getEntriesByType('resource');
    const bytes = [navigation, ...resources].map((entry) =>
      entry instanceof PerformanceResourceTiming ? entry.transferSize : 0,
    );
    return {
      answered: navigation.responseStart,
      painted: paint.startTime,
      rows: instruments.rows,
      hydrated: instruments.hydrated,
      bytes: bytes.reduce((sum, size) => sum + size, 0),
    };
  });
}

/** Fails unless the page does what a key asks for. @param {import('@playwright/test').Page} page */
async function answersToKeys(page) {
  await page.keyboard.press('/');
  await page.waitForFunction(() => document.activeElement?.id === 'search');
}

/**
 * @param {import('@playwright/test').Browser} browser @param {import('./page.mjs').Site} site
 * @param {import('./figures.mjs').Report} report
 */
export async function load(browser, site, report) {
  /** @type {Load[]} */
  const first = [];
  /** @type {Load[]} */
  const again = [];
  for (let at = 0; at < LOADS; at += 1) {
    const page = await newPage(browser, site);
    for (const loads of [first, again]) {
      await open(page, site.url + LIST);
      loads.push(await noted(page));
      await answersToKeys(page);
    }
    await page.context().close();
  }
  for (const [title, loads] of /** @type {const} */ ([['first load', first], ['load with a full cache', again]])) {
    const kib = (Math.max(...loads.map(({ bytes }) => bytes)) / 1024).toFixed(0);
    /** @param {keyof Load} moment */
    const times = (moment) => loads.map((load) => load[moment]);
    report.print(`${title} (${kib} KiB transferred)`, [
      { what: 'the document begins to arrive', times: times('answered') },
      { what: 'first contentful paint', times: times('painted') },
      { what: 'the first row is in the document', times: times('rows') },
      { what: 'hydrated: answers to keys and clicks', times: times('hydrated') },
    ]);
  }
}

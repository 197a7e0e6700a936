// From a click on a switch to the painted switch.

import { LIST, newPage, open } from './page.mjs';

/** So many switches of the first rows are clicked in turn, so that each goes back and forth. */
const SWITCHES = 12;
const CLICKS = 120;
/** What is promised, in milliseconds. */
const BAR = 32;
/** Chromium tells of events that took at least so long. */
const SHORTEST_TOLD = 16;

/**
 * @param {import('@playwright/test').Browser} browser @param {import('./page.mjs').Site} site
 * @param {import('./figures.mjs').Report} report
 */
export async function click(browser, site, report) {
  const page = await newPage(browser, site);
  await open(page, site.url + LIST);
  const switches = page.getByRole('switch');

  const times = [];
  let first = 0;
  for (let at = -SWITCHES; at < CLICKS; at += 1) {
    const one = switches.nth((at + SWITCHES) % SWITCHES);
    await one.evaluate((button) => instruments.awaitClick(button));
    const saved = page.waitForResponse('**/rpc/set_permission');
    await one.click();
    const { began, painted } = await page.evaluate(() => instruments.outcome);
    const answer = await saved;
    if (!answer.ok()) throw new Error(`a switch was answered with ${answer.status()}`);
    await answer.finished();
    // The first round only warms up.
    if (at < 0) continue;
    if (at === 0) first = began;
    times.push(painted - began);
  }
  const clicks = await page.evaluate(() => instruments.clicks);
  const told = clicks.filter(({ began }) => began >= first).map(({ took }) => took);
  await page.context().close();

  // Those that Chromium tells nothing of were shorter.
  const untold = Array.from({ length: Math.max(0, CLICKS - told.length) }, () => SHORTEST_TOLD);
  report.print('switch', [
    { what: 'click to painted switch', times, bar: BAR },
    { what: 'to the next paint as Event Timing has it (steps of 8; 16 is “16 or less”)', times: [...told, ...untold] },
  ]);
}

// What a person at a browser waits for, as Markdown tables: CHAT_CONTACTS_BENCH_SESSION=… node browser.mjs URL
//
// The server at URL has believable contacts (chat-contacts seed); the variable has the session cookie's value of
// somebody who may change them. Keys and clicks are Chromium's own input events, so their timestamps are the moment
// at which they reached the browser. A moment counts as painted when the frame that shows it has been drawn: see
// `painted` in page.mjs.
//
// Exits with 0, with 3 where a bar was missed, with 1 where something could not be measured.

import { chromium } from '@playwright/test';
import { browserArguments, browserPath } from '../e2e/browser.mjs';
import { click } from './clicks.mjs';
import { Report } from './figures.mjs';
import { type } from './keystrokes.mjs';
import { load } from './loads.mjs';

const url = process.argv[2]?.replace(/\/$/, '');
const session = process.env.CHAT_CONTACTS_BENCH_SESSION;
if (url === undefined || session === undefined) {
  console.error('usage: CHAT_CONTACTS_BENCH_SESSION=… node browser.mjs URL');
  process.exit(1);
}

const report = new Report();
for (const [at, measure] of [type, click, load].entries()) {
  // Each in a browser of its own, so that no part carries what another has left behind.
  const browser = await chromium.launch({ executablePath: browserPath, args: browserArguments });
  try {
    if (at === 0) console.log(`\n### In Chromium ${browser.version()}, 1280 × 900`);
    await measure(browser, { url, session }, report);
  } finally {
    await browser.close();
  }
}
process.exitCode = report.missed > 0 ? 3 : 0;

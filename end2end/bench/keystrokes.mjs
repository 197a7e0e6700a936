// From a key to the painted rows that answer it, the debounce included.

import { COOKIE } from '../e2e/accounts.mjs';
import { LIST, newPage, open } from './page.mjs';

/** At least so many keystrokes are timed. */
const KEYSTROKES = 150;
/** What is promised, in milliseconds. */
const BAR = 100;

/** @typedef {import('./page.mjs').Shown} Shown */
/** @typedef {import('./page.mjs').Site} Site */
/** @typedef {{ fields: { name: string | null, contact_id: string, external_code: string | null }, id: string }} Contact */
/** @typedef {[number, number][]} Marks */
/** @typedef {{ contact: Contact, name_marks?: Marks, contact_id_marks?: Marks, external_code_marks?: Marks }} Row */

/** The server's answer to a question. @param {Site} site @param {string} query @returns {Promise<Row[]>} */
async function ask({ url, session }, query) {
  const answer = await fetch(`${url}/rpc/list_contacts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: `${COOKIE}=${session}` },
    body: JSON.stringify({ query }),
  });
  if (!answer.ok) throw new Error(`'${query}' was answered with ${answer.status}: ${await answer.text()}`);
  return (await answer.json()).rows;
}

/** What the table shows when it shows these rows. @param {Row[]} rows @returns {Shown} */
function shown(rows) {
  /** @param {string | null} text @param {Marks} marks */
  const parts = (text, marks = []) => {
    // They count bytes.
    const bytes = Buffer.from(text ?? '');
    return marks.map(([start, end]) => bytes.subarray(start, end).toString());
  };
  return {
    ids: rows.map(({ contact }) => contact.id),
    marks: rows.flatMap(({ contact: { fields }, ...row }) => [
      ...(fields.name === null
        ? parts(fields.contact_id, row.contact_id_marks)
        : parts(fields.name, row.name_marks)),
      ...parts(fields.contact_id, row.contact_id_marks),
      ...parts(fields.external_code, row.external_code_marks),
    ]),
  };
}

/** Two words of a name each, without the letters that no key has. @param {Site} site */
async function names(site) {
  const rows = await ask(site, 'sort=-created&size=200');
  const names = rows.map(({ contact }) =>
    (contact.fields.name ?? '')
      .normalize('NFD')
      .replace(/\p{Mark}/gu, '')
      .toLowerCase(),
  );
  return [...new Set(names)].filter((name) => /^[a-z]{3,} [a-z]{3,}$/.test(name));
}

/**
 * One keystroke, from the event to the paint, with the parts that it consists of.
 * @typedef {{ whole: number, asking: number, answering: number, painting: number }} Keystroke
 */

/**
 * Presses a key and waits for the answer; nothing where the screen shows that answer already.
 * @param {import('@playwright/test').Page} page @param {string} key @param {Shown} wanted
 * @returns {Promise<Keystroke | undefined>}
 */
async function press(page, key, wanted) {
  if (await page.evaluate((wanted) => instruments.shows(wanted), wanted)) {
    const answered = page.waitForResponse('**/rpc/list_contacts');
    await page.keyboard.press(key);
    await (await answered).finished();
    return undefined;
  }
  await page.evaluate((wanted) => {
    performance.clearResourceTimings();
    instruments.awaitKey(wanted);
  }, wanted);
  await page.keyboard.press(key);
  return page.evaluate(async () => {
    const { began, painted } = await instruments.outcome;
    const request = performance.getEntriesByType('resource').at(-1);
    if (!(request instanceof PerformanceResourceTiming)) throw new Error('a key was answered without a request');
    return {
      whole: painted - began,
      asking: request.startTime - began,
      answering: request.responseEnd - request.startTime,
      painting: painted - request.responseEnd,
    };
  });
}

/**
 * @param {import('@playwright/test').Browser} browser @param {import('./page.mjs').Site} site
 * @param {import('./figures.mjs').Report} report
 */
export async function type(browser, site, report) {
  const page = await newPage(browser, site);
  await open(page, site.url + LIST);
  await page.getByRole('searchbox').focus();
  const everything = shown(await ask(site, ''));

  /** @type {Keystroke[]} */
  const keystrokes = [];
  let warm = false;
  for (const name of await names(site)) {
    let typed = '';
    for (const letter of name) {
      typed += letter;
      const query = new URLSearchParams({ q: typed }).toString();
      const keystroke = await press(page, letter === ' ' ? 'Space' : letter, shown(await ask(site, query)));
      if (warm && keystroke !== undefined) keystrokes.push(keystroke);
    }
    // Back to everything. The first name only warms up what is compiled at its first use.
    await press(page, 'Escape', everything);
    warm = true;
    if (keystrokes.length >= KEYSTROKES) break;
  }
  if (keystrokes.length < KEYSTROKES) throw new Error(`only ${keystrokes.length} keystrokes could be timed`);
  await page.context().close();

  /** @param {keyof Keystroke} part */
  const times = (part) => keystrokes.map((keystroke) => keystroke[part]);
  report.print('keystroke', [
    { what: 'key to painted rows', times: times('whole'), bar: BAR },
    { what: 'of that: key to request (the debounce)', times: times('asking') },
    { what: 'of that: request to answer', times: times('answering') },
    { what: 'of that: answer to painted rows', times: times('painting') },
  ]);
}

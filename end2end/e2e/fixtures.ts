// What every test starts with: a server of its own, a browser that is watched, and the hands and eyes to use it.

import { test as base, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import { COOKIE, type Role } from './accounts.mjs';
import { Actions } from './actions.ts';
import { noteListening } from './browser.mjs';
import { Checks } from './checks.ts';
import { Directory } from './directory.ts';
import { Finders } from './finders.ts';
import { Jobs } from './jobs.ts';
import { Server } from './server.mjs';
import { accountWordsOf, jobWordsOf, wordsOf, type Words } from './words.mjs';

export { expect } from '@playwright/test';

/** Somebody at a browser. */
export interface Person {
  page: Page;
  words: Words;
  /** Those of the pages of accounts and settings. */
  accountWords: Words;
  find: Finders;
  act: Actions;
  check: Checks;
}

/** What the browser fetches for its tab when it likes: nobody's call, whatever cuts it off. */
const ICON = /\/favicon\.svg$/;

/** Console errors, uncaught exceptions and failed requests; all of them must have been announced. */
export class Watch {
  #problems: string[] = [];
  #announced: RegExp[] = [];
  #over = false;

  /** Says beforehand that a problem belongs to the test. */
  expects(...patterns: RegExp[]): void {
    this.#announced.push(...patterns);
  }

  over(page: Page): void {
    page.on('popup', (tab) => this.over(tab));
    page.on('console', (message) => {
      const { url } = message.location();
      const iconCutOff = ICON.test(url) && message.text().includes('net::ERR_');
      if (message.type() === 'error' && !iconCutOff) this.#note(`console: ${message.text()} (${url})`);
    });
    page.on('pageerror', (error) => this.#note(`exception: ${error.stack ?? error.message}`));
    page.on('requestfailed', (request) => {
      // Leaving a page cuts off what it was still fetching for itself. A call to the server must never be.
      const leftBehind = request.failure()?.errorText === 'net::ERR_ABORTED' && !request.url().includes('/rpc/');
      if (!leftBehind && !ICON.test(request.url())) this.#note(`request: ${request.failure()?.errorText} ${request.method()} ${request.url()}`);
    });
  }

  /** The test is done: a question that the closing browser cuts off is nobody's fault. */
  end(): void {
    this.#over = true;
  }

  #note(problem: string): void {
    if (!this.#over) this.#problems.push(problem);
  }

  unannounced(): string[] {
    return this.#problems.filter((problem) => !this.#announced.some((pattern) => pattern.test(problem)));
  }
}

/** Gives a browser the session of a role. */
async function signedIn(context: BrowserContext, server: Server, role: Role | null): Promise<void> {
  const value = role === null ? '' : server.sessions[role];
  if (value !== '') {
    await context.addCookies([{ name: COOKIE, value, url: server.url, httpOnly: true, sameSite: 'Lax' }]);
  }
}

function person(page: Page, locale: string | undefined): Person {
  const [words, accountWords] = [wordsOf(locale), accountWordsOf(locale)];
  const find = new Finders(page, words, accountWords);
  return { page, words, accountWords, find, act: new Actions(find), check: new Checks(find) };
}

interface Options {
  /** How many believable contacts the database has at the start. */
  seed: number;
  /** Who is signed in at the browser; `null`: nobody. */
  role: Role | null;
  /** Whether there are accounts at all. */
  accounts: boolean;
  /** Settings of the server, as variables of its environment. */
  environment: Record<string, string>;
}

interface Fixtures extends Person {
  server: Server;
  directory: Directory;
  watch: Watch;
  /** The pages of imports and changes in bulk. */
  jobs: Jobs;
  /** Whoever sits at the browser of the test, as one. */
  person: Person;
  /** Somebody else with a browser of their own. */
  anotherPerson: (options?: BrowserContextOptions & { role?: Role | null }) => Promise<Person>;
}

export const test = base.extend<Options & Fixtures>({
  seed: [0, { option: true }],
  role: ['admin', { option: true }],
  accounts: [true, { option: true }],
  environment: [{}, { option: true }],

  server: async ({ seed, accounts, environment }, use, testInfo) => {
    const server = await Server.start({ seed, accounts, environment });
    await use(server);
    await server.remove();
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('server', { body: server.log, contentType: 'text/plain' });
    }
  },

  baseURL: async ({ server }, use) => {
    await use(server.url);
  },

  directory: async ({ server }, use) => {
    await use(new Directory(() => server.url, server.sessions.admin));
  },

  watch: async ({}, use) => {
    const watch = new Watch();
    await use(watch);
    base.expect(watch.unannounced(), 'console errors, exceptions and failed requests').toEqual([]);
  },

  context: async ({ context, server, role }, use) => {
    await signedIn(context, server, role);
    await use(context);
  },

  page: async ({ page, watch }, use) => {
    watch.over(page);
    await page.addInitScript(noteListening);
    await use(page);
    watch.end();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  },

  words: async ({ locale }, use) => {
    await use(wordsOf(locale));
  },

  accountWords: async ({ locale }, use) => {
    await use(accountWordsOf(locale));
  },

  jobs: async ({ page, words, locale }, use) => {
    await use(new Jobs(page, words, jobWordsOf(locale)));
  },

  find: async ({ page, words, accountWords }, use) => {
    await use(new Finders(page, words, accountWords));
  },

  act: async ({ find }, use) => {
    await use(new Actions(find));
  },

  check: async ({ find }, use) => {
    await use(new Checks(find));
  },

  person: async ({ page, words, accountWords, find, act, check }, use) => {
    await use({ page, words, accountWords, find, act, check });
  },

  anotherPerson: async ({ browser, server, baseURL, locale, viewport, watch }, use) => {
    const contexts: { close(): Promise<void> }[] = [];
    await use(async ({ role = 'admin', ...options } = {}) => {
      const context = await browser.newContext({ baseURL, locale, viewport, ...options });
      contexts.push(context);
      await signedIn(context, server, role);
      const page = await context.newPage();
      watch.over(page);
      await page.addInitScript(noteListening);
      return person(page, options.locale ?? locale);
    });
    for (const context of contexts) await context.close();
  },
});

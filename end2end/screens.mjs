// Pictures of the screen in every theme, language and width: node screens.mjs FOLDER [SCREEN…]
// CHAT_CONTACTS_BIN and CHROMIUM as in the tests.

import { chromium } from '@playwright/test';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { COOKIE, PASSWORD, emailOf, signIn as signInElsewhere } from './e2e/accounts.mjs';
import { browserArguments, browserPath, noteListening } from './e2e/browser.mjs';
import { Server } from './e2e/server.mjs';
import { totp } from './e2e/totp.mjs';
import { accountWordsOf, english, filled, jobWordsOf, spanish } from './e2e/words.mjs';

const WEBHOOK = 'https://crm.example/hooks/chat-contacts';
const LIST = '/audiences/chat/contacts';
const [folder, ...wanted] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node screens.mjs FOLDER [SCREEN…]');
  process.exit(2);
}

/**
 * @typedef {{
 *   page: import('@playwright/test').Page,
 *   words: Record<string, string>,
 *   account: Record<string, string>,
 *   jobs: Record<string, string>,
 *   url: string,
 *   server: Server,
 *   bare: Server,
 * }} View
 */

/** @param {View} view @param {string} [query] */
async function open({ page, url }, query = '') {
  await page.goto(url + LIST + query);
  await page.waitForFunction(() => 'listening' in window);
}

/** @param {View} view */
async function firstContact({ page, url }) {
  const answer = await page.request.post(`${url}/rpc/list_contacts`, { data: { query: 'q=maria' } });
  return (await answer.json()).rows[0].contact;
}

/** Changes a contact and says why, so that it has a history. @param {View} view */
async function explained(view) {
  const { page, url } = view;
  const { id, version, fields } = await firstContact(view);
  const flipped = fields.proactive === 'active' ? 'blocked' : 'active';
  const draft = { ...fields, name: fields.name ?? '', external_code: 'CRM-7', language: 'es-MX', proactive: flipped };
  await page.request.post(`${url}/rpc/update_contact`, {
    data: { id, version, draft: { ...draft, reason: 'Signed the form at the counter', evidence: 'scan 2026-118' } },
  });
}

/**
 * From here on, somebody of this role; nobody where there is none.
 * @param {View} view @param {import('./e2e/accounts.mjs').Role} [role]
 */
async function as({ page, url, server }, role) {
  await page.context().clearCookies();
  if (role !== undefined) {
    await page.context().addCookies([{ name: COOKIE, value: server.sessions[role], url }]);
  }
}

/** @param {View} view @param {string} email @param {string} password */
async function signIn({ page, url, account }, email, password) {
  await page.goto(`${url}/sign-in`);
  await page.getByRole('textbox', { name: account.email }).fill(email);
  await page.getByLabel(account.password, { exact: true }).fill(password);
  await page.getByRole('button', { name: account.sign_in }).click();
}

/** As the form has it, with all events. @param {View} view */
async function makeWebhook({ page, url, account }) {
  await page.goto(`${url}/settings/webhooks`);
  await page.locator('summary').filter({ hasText: account.make_webhook }).click();
  await page.getByRole('textbox', { name: account.webhook_url, exact: true }).fill(WEBHOOK);
  await page.getByRole('button', { name: account.make_webhook, exact: true }).click();
  await page.getByRole('textbox', { name: account.webhook_secret, exact: true }).waitFor();
}

/** Turns on the second factor of whoever is signed in. @param {View} view */
async function turnOn({ page, url, account }) {
  await page.goto(`${url}/account`);
  await page.getByRole('button', { name: account.set_up }).click();
  const secret = await page.locator('code').innerText();
  await page.getByRole('textbox', { name: account.offer_code }).fill(totp(secret));
  await page.getByRole('button', { name: account.turn_on }).click();
  await page.getByRole('heading', { name: account.recovery_title }).waitFor();
}

/** @param {View} view */
async function turnOff({ page, url, account }) {
  await page.goto(`${url}/account`);
  await page.locator('summary').filter({ hasText: account.turn_off }).click();
  const form = page.locator('details form');
  await form.getByLabel(account.current_password).fill(PASSWORD);
  await form.getByRole('button', { name: account.turn_off }).click();
  await page.getByRole('status').waitFor();
}

/** Ticks the first rows. @param {View} view @param {number} count */
async function tick({ page }, count) {
  for (let row = 0; row < count; row += 1) await page.locator('.rows [name=contact]').nth(row).check();
}

/** Begins a change in bulk of the first rows. @param {View} view @param {string} action */
async function bulk(view, action) {
  await open(view, '?q=mar');
  await tick(view, 3);
  await view.page.locator('form#bulk select').selectOption(action);
  await view.page.getByRole('button', { name: view.jobs.continue_, exact: true }).click();
}

/** Waits for a job to be in a state. @param {View} view @param {string} state */
async function inState({ page, jobs }, state) {
  await page.getByText(jobs[`state_${state}`], { exact: true }).waitFor();
}

/** As Excel saves it in Spain, with mistakes; more rows where they are wanted. @param {number} [more] */
function contactsFile(more = 0) {
  const fresh = String(Date.now()).slice(-9);
  const lines = ['Nombre;Teléfono;Idioma;Proactivos;Notas', `José Pérez;+34${fresh};es;sí;Cliente desde 2019`, 'Bea;600;es;no;', 'Carla;+34 600 000 003;español;no;'];
  for (let number = 0; number < more; number += 1) lines.push(`Nadie ${number};+${fresh}${String(number).padStart(5, '0')};es;no;`);
  return Buffer.from(lines.join('\n'), 'latin1');
}

/** Uploads a file. @param {View} view @param {Buffer} [content] */
async function upload({ page, url, jobs }, content = contactsFile()) {
  await page.goto(`${url}${LIST}/import`);
  await page.locator('input[type=file]').setInputFiles({ name: 'clientes 2026.csv', mimeType: 'text/csv', buffer: content });
  await page.getByRole('button', { name: jobs.upload, exact: true }).click();
  await page.locator('select[name=channel]').waitFor();
}

/** Uploads it and has it tried out. @param {View} view @param {Buffer} [content] */
async function tryOut(view, content) {
  await upload(view, content);
  await view.page.locator('select[name=channel]').selectOption('sms');
  await view.page.getByRole('button', { name: view.jobs.check_import, exact: true }).click();
  await inState(view, 'checked');
}

/** Does what was tried out. @param {View} view */
async function go({ page }) {
  await page.locator('form[action$=start] button').click();
}

/** Each leads to what is photographed. @type {Record<string, (view: View) => Promise<void>>} */
const SCREENS = {
  'sign-in': async (view) => {
    await as(view);
    await view.page.goto(`${view.url}/sign-in`);
  },
  'sign-in-wrong': async (view) => {
    await as(view);
    await signIn(view, 'nobody@example.com', 'wrong');
    await view.page.getByRole('alert').waitFor();
  },
  'sign-in-code': async (view) => {
    await as(view, 'editor');
    await turnOn(view);
    const shared = view.page.context();
    const kept = await shared.cookies();
    await as(view);
    await signIn(view, emailOf('editor'), PASSWORD);
    await view.page.getByRole('heading', { name: view.account.code_title }).waitFor();
    // As it was, for the next picture.
    const other = await shared.newPage();
    const half = await shared.cookies();
    await shared.addCookies(kept);
    await turnOff({ ...view, page: other });
    await other.close();
    await shared.addCookies(half);
  },
  setup: async (view) => {
    await view.page.goto(/http\S+\/setup\S+/.exec(view.bare.log)?.[0] ?? '');
    await view.page.getByLabel(view.account.password, { exact: true }).fill('short');
    await view.page.getByRole('button', { name: view.account.create_account }).click();
    await view.page.getByRole('alert').waitFor();
  },
  'link-gone': async (view) => {
    await view.page.goto(`${view.url}/password?token=x`);
  },
  forbidden: async (view) => {
    await as(view, 'viewer');
    await view.page.goto(`${view.url}/settings/operators`);
  },
  account: async (view) => {
    await view.page.goto(`${view.url}/account?done=password`);
  },
  'account-menu': async (view) => {
    await view.page.goto(`${view.url}/account`);
    await view.page.getByRole('button', { name: filled(view.account.account_menu, emailOf('admin')) }).click();
  },
  'account-sessions': async (view) => {
    await signInElsewhere(view.url, emailOf('admin'));
    await view.page.goto(`${view.url}/account`);
    const end = view.page.getByRole('button', { name: view.account.end_others });
    await end.scrollIntoViewIfNeeded();
    await end.click();
  },
  'second-factor': async (view) => {
    await view.page.goto(`${view.url}/account`);
    await view.page.getByRole('button', { name: view.account.set_up }).click();
  },
  'second-factor-wrong': async (view) => {
    await view.page.goto(`${view.url}/account`);
    await view.page.getByRole('button', { name: view.account.set_up }).click();
    await view.page.getByRole('textbox', { name: view.account.offer_code }).fill('12345');
    await view.page.getByRole('button', { name: view.account.turn_on }).click();
    await view.page.getByRole('alert').waitFor();
  },
  'recovery-codes': async (view) => {
    await as(view, 'viewer');
    await turnOn(view);
    const other = await view.page.context().newPage();
    await turnOff({ ...view, page: other });
    await other.close();
  },
  operators: async (view) => {
    await view.page.goto(`${view.url}/settings/operators?done=role`);
  },
  'operators-invite': async (view) => {
    await view.page.goto(`${view.url}/settings/operators`);
    await view.page.locator('summary').filter({ hasText: view.account.invite }).click();
    await view.page.getByRole('textbox', { name: view.account.email }).fill('bea');
    await view.page.getByRole('button', { name: view.account.invite_button }).click();
    await view.page.getByRole('alert').waitFor();
  },
  'operators-actions': async (view) => {
    await view.page.goto(`${view.url}/settings/operators`);
    await view.page.getByRole('button', { name: filled(view.account.actions_of, emailOf('viewer')) }).click();
    await view.page.locator('summary:visible').filter({ hasText: view.account.disable }).click();
  },
  'operators-link': async (view) => {
    await view.page.goto(`${view.url}/settings/operators`);
    await view.page.locator('summary').filter({ hasText: view.account.invite }).click();
    await view.page.getByRole('textbox', { name: view.account.email }).fill(`bea.${Date.now()}@example.com`);
    await view.page.getByRole('button', { name: view.account.invite_button }).click();
    await view.page.getByRole('textbox', { name: view.account.link }).waitFor();
  },
  tokens: async (view) => {
    await view.page.goto(`${view.url}/settings/tokens`);
    await view.page.locator('summary').click();
    await view.page.getByRole('button', { name: view.account.make_token }).click();
    await view.page.getByRole('alert').waitFor();
  },
  'tokens-new': async (view) => {
    await view.page.goto(`${view.url}/settings/tokens`);
    await view.page.locator('summary').click();
    await view.page.getByRole('textbox', { name: view.account.token_name }).fill('CRM');
    for (const scope of ['contacts:read', 'decisions:read']) await view.page.getByLabel(scope).check();
    await view.page.getByRole('combobox', { name: view.account.expires }).selectOption('90');
    await view.page.getByRole('button', { name: view.account.make_token }).click();
    await view.page.getByRole('textbox', { name: view.account.token }).waitFor();
  },
  'tokens-revoke': async (view) => {
    await view.page.goto(`${view.url}/settings/tokens`);
    await view.page.getByRole('button', { name: view.account.revoke }).first().click();
  },
  webhooks: async (view) => {
    await makeWebhook(view);
    await view.page.goto(`${view.url}/settings/webhooks`);
  },
  'webhooks-new': makeWebhook,
  'webhooks-actions': async (view) => {
    await makeWebhook(view);
    await view.page.goto(`${view.url}/settings/webhooks`);
    await view.page.getByRole('button', { name: filled(view.account.actions_of, WEBHOOK) }).first().click();
  },
  deliveries: async (view) => {
    await makeWebhook(view);
    await view.page.goto(`${view.url}/settings/webhooks`);
    await view.page.getByRole('button', { name: filled(view.account.actions_of, WEBHOOK) }).first().click();
    await view.page.getByRole('button', { name: view.account.send_test, exact: true }).click();
    await view.page.getByRole('status').waitFor();
  },
  activity: async (view) => {
    await view.page.goto(`${view.url}/settings/activity`);
  },
  import: (view) => view.page.goto(`${view.url}${LIST}/import`).then(() => {}),
  'import-chosen': async (view) => {
    await view.page.goto(`${view.url}${LIST}/import`);
    await view.page.locator('input[type=file]').setInputFiles({ name: 'clientes 2026.csv', mimeType: 'text/csv', buffer: contactsFile() });
  },
  'import-draft': (view) => upload(view),
  'import-draft-below': async (view) => {
    await upload(view);
    await view.page.locator('.two-panels').scrollIntoViewIfNeeded();
    await view.page.locator('[name=policy]').last().scrollIntoViewIfNeeded();
  },
  'import-checked': (view) => tryOut(view),
  'import-checked-below': async (view) => {
    await tryOut(view);
    await view.page.locator('table').last().scrollIntoViewIfNeeded();
  },
  'import-running': async (view) => {
    await tryOut(view, contactsFile(40_000));
    await go(view);
    await view.page.waitForFunction(() => (document.querySelector('progress')?.value ?? 0) > 0.3);
  },
  'import-done': async (view) => {
    await tryOut(view);
    await go(view);
    await inState(view, 'done');
  },
  imports: async (view) => {
    await upload(view);
    await view.page.goto(`${view.url}/settings/imports`);
  },
  'bulk-bar': async (view) => {
    await open(view, '?q=mar');
    await tick(view, 3);
  },
  'bulk-draft': (view) => bulk(view, 'set_language'),
  'bulk-checked': async (view) => {
    await bulk(view, 'activate_proactive');
    await inState(view, 'checked');
  },
  'bulk-delete': async (view) => {
    await bulk(view, 'delete');
    await inState(view, 'checked');
  },
  'bulk-done': async (view) => {
    await bulk(view, 'block_proactive');
    await inState(view, 'checked');
    // Where they are so already there is nothing to apply.
    if ((await view.page.locator('form[action$=start]').count()) === 0) {
      await bulk(view, 'activate_proactive');
      await inState(view, 'checked');
    }
    await go(view);
    await inState(view, 'done');
  },
  list: (view) => open(view),
  search: (view) => open(view, '?q=mar&channel=whatsapp&channel=sms&reactive=active'),
  'no-match': (view) => open(view, '?q=zzzz&channel=line'),
  'bad-address': (view) => open(view, '?size=7'),
  add: (view) => open(view, '?new'),
  errors: async (view) => {
    await open(view, '?new');
    await view.page.getByRole('textbox', { name: view.words.contact_id_field }).fill('12');
    await view.page.getByRole('textbox', { name: view.words.name, exact: true }).fill('x'.repeat(129));
    await view.page.getByRole('button', { name: view.words.save, exact: true }).click();
  },
  languages: async (view) => {
    await open(view, '?new');
    await view.page.getByRole('dialog').getByRole('combobox', { name: view.words.language, exact: true }).click();
    await view.page.keyboard.press('ArrowDown');
  },
  edit: async (view) => open(view, `?contact=${(await firstContact(view)).id}`),
  history: async (view) => {
    await explained(view);
    await open(view, `?q=maria&history=${(await firstContact(view)).id}`);
    await view.page.getByRole('listitem').nth(3).waitFor();
  },
  'history-reason': async (view) => {
    await open(view, `?history=${(await firstContact(view)).id}`);
    await view.page.locator('.explain summary').click();
  },
  receipt: async (view) => {
    await view.page.goto(`${view.url}${LIST}/${(await firstContact(view)).id}/receipt`);
  },
  stopped: async (view) => {
    const { id } = await firstContact(view);
    await view.page.request.patch(`${view.url}/api/v1/contacts/${id}/permissions`, {
      headers: { 'if-match': '*' },
      data: { proactive: 'blocked', source: 'opt-out-message', evidence: 'wamid.HBgL' },
    });
    await open(view, `?contact=${id}`);
    await view.page.getByRole('dialog').getByRole('switch').first().click();
  },
  reference: async (view) => {
    await view.page.goto(`${view.url}/api/docs`);
    await view.page.getByText('/api/v1/contacts', { exact: true }).first().waitFor();
  },
  stale: async (view) => {
    const { id, version, fields } = await firstContact(view);
    await open(view, `?contact=${id}`);
    const nextName = `${fields.name} ${version}`;
    await view.page.request.post(`${view.url}/rpc/update_contact`, {
      data: {
        id,
        version,
        draft: { ...fields, external_code: fields.external_code ?? '', language: fields.language ?? '', name: nextName },
      },
    });
    await view.page.getByRole('textbox', { name: view.words.name, exact: true }).fill('Maria');
    await view.page.getByRole('button', { name: view.words.save, exact: true }).click();
    await view.page.getByText(view.words.stale_title).waitFor();
  },
  delete: async (view) => {
    const { id, fields } = await firstContact(view);
    await open(view, `?contact=${id}`);
    await view.page.getByRole('button', { name: view.words.delete_contact }).click();
    await view.page.getByRole('dialog', { name: filled(view.words.delete_title, fields.name) }).waitFor();
  },
  // While the list is asked again: its rows stay, and one of them has the focus.
  deleted: async (view) => {
    await open(view);
    await view.page.locator('.rows tr').first().locator('.cell-actions a').last().click();
    await view.page.getByRole('dialog').waitFor();
    await view.page.route('**/rpc/list_contacts', () => {});
    await view.page.getByRole('button', { name: view.words.delete_contact }).click();
    await view.page.getByRole('button', { name: view.words.delete, exact: true }).click();
    await view.page.getByRole('dialog').first().waitFor({ state: 'hidden' });
    await view.page.locator('tr:focus').waitFor();
  },
  discard: async (view) => {
    await open(view, '?new');
    await view.page.getByRole('textbox', { name: view.words.name, exact: true }).fill('Ana');
    await view.page.keyboard.press('Escape');
  },
  messages: async (view) => {
    await open(view);
    await view.page.getByRole('switch').first().click();
    await view.page.getByRole('button', { name: view.words.undo }).waitFor();
    await view.page.route('**/rpc/set_permission', (route) =>
      route.fulfill({ status: 503, contentType: 'application/json', body: '{"code":"unavailable"}' }),
    );
    await view.page.getByRole('switch').nth(3).click();
    await view.page.getByRole('alert').filter({ hasText: view.words.error_unavailable }).waitFor();
    await view.page.unrouteAll();
  },
  'filter-channel': async (view) => {
    await open(view);
    await view.page.getByRole('button', { name: view.words.channel, exact: true }).click();
  },
  'filter-language': async (view) => {
    await open(view);
    await view.page.getByRole('button', { name: view.words.language, exact: true }).click();
  },
  preferences: async (view) => {
    await open(view);
    await view.page.getByRole('button', { name: view.words.preferences }).click();
  },
  // Rows that other contacts have taken.
  taken: async (view) => {
    await open(view);
    await view.page.getByRole('searchbox').fill('ana');
    await view.page.locator('.rows mark').first().waitFor();
  },
  export: async ({ page, url }) => {
    await page.goto(`${url}${LIST}/export?q=mar&channel=whatsapp`);
  },
  'export-ticked': (view) => bulk(view, 'export'),
  shortcuts: async (view) => {
    await open(view);
    await view.page.keyboard.press('?');
  },
  'row-focus': async (view) => {
    await open(view);
    await view.page.keyboard.press('ArrowDown');
    await view.page.keyboard.press('ArrowDown');
  },
  'scrolled-down': async (view) => {
    await open(view);
    await view.page.getByRole('combobox', { name: view.words.rows_per_page }).scrollIntoViewIfNeeded();
  },
  skeletons: async (view) => {
    await open(view);
    await view.page.route('**/rpc/list_contacts', () => {});
    await view.page.getByRole('searchbox').fill('maria');
    await view.page.locator('tbody[aria-hidden=true]').waitFor();
  },
  unreachable: async (view) => {
    await open(view);
    await view.page.route('**/rpc/list_contacts', (route) => route.abort());
    await view.page.getByRole('searchbox').fill('maria');
    await view.page.getByRole('button', { name: view.words.retry }).waitFor();
  },
};

for (const name of wanted) {
  if (!(name in SCREENS)) {
    console.error(`no screen "${name}"; there are: ${Object.keys(SCREENS).join(', ')}`);
    process.exit(2);
  }
}

await mkdir(folder, { recursive: true });
const server = await Server.start({ seed: 2000 });
// Of which nobody has an account yet.
const bare = await Server.start({ accounts: false });
const browser = await chromium.launch({ executablePath: browserPath, args: browserArguments });
let failed = 0;
try {
  for (const [locale, words] of /** @type {const} */ ([['en', english], ['es', spanish]])) {
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      for (const viewport of [{ width: 1280, height: 800 }, { width: 360, height: 740 }]) {
        for (const [name, reach] of Object.entries(SCREENS)) {
          if (wanted.length > 0 && !wanted.includes(name)) continue;
          const context = await browser.newContext({ locale, colorScheme, viewport, reducedMotion: 'reduce' });
          context.setDefaultTimeout(8_000);
          const page = await context.newPage();
          await page.addInitScript(noteListening);
          const view = { page, words, account: accountWordsOf(locale), jobs: jobWordsOf(locale), url: server.url, server, bare };
          await as(view, 'admin');
          const file = join(folder, `${name}-${viewport.width}-${colorScheme}-${locale}.png`);
          try {
            await reach(view);
            await page.screenshot({ path: file });
            console.log(file);
          } catch (error) {
            failed += 1;
            console.error(`${file}: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
          }
          await context.close();
        }
      }
    }
  }
} finally {
  await browser.close();
  await server.remove();
  await bare.remove();
}
process.exit(failed === 0 ? 0 : 1);

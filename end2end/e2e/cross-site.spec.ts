import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { emailOf } from './accounts.mjs';
import type { Contact } from './directory.ts';
import { expect, test } from './fixtures.ts';

/** A page of somebody else's, on a port of its own. */
class Elsewhere {
  #server: HttpServer | undefined;
  #page = '';

  /** With a page that sends nothing by itself. */
  async open(): Promise<void> {
    this.#page = '<!doctype html><title>Somebody else</title>';
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8').end(this.#page);
    });
    this.#server = server;
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  }

  /** `localhost` is another site than `127.0.0.1`; another port of the same host is the same site, and gets its cookies. */
  url(host: 'localhost' | '127.0.0.1'): string {
    return `http://${host}:${(this.#server?.address() as AddressInfo).port}/`;
  }

  /** From now on the page sends this form as soon as it is opened. */
  sends(action: string, fields: Record<string, string>, enctype = 'application/x-www-form-urlencoded'): void {
    const quoted = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    const inputs = Object.entries(fields).map(([name, value]) => `<input name="${quoted(name)}" value="${quoted(value)}">`);
    this.#page = `<!doctype html><title>Win a prize</title>
      <form method="post" action="${action}" enctype="${enctype}">${inputs.join('')}</form>
      <script>document.forms[0].submit()</script>`;
  }

  close(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}

const elsewhere = new Elsewhere();
let jose: Contact;

test.beforeEach(async ({ act, directory, watch }) => {
  watch.expects(/403/);
  jose = await directory.add('José');
  await act.open();
  await elsewhere.open();
});

test.afterEach(() => elsewhere.close());

for (const [where, host] of [['another site', 'localhost'], ['another port of the same host', '127.0.0.1']] as const) {
  test(`a form on ${where} changes nothing`, async ({ act, directory, find, page, server }) => {
    const call = JSON.stringify({ id: jose.id, version: 1, permission: 'proactive', state: 'active' });
    for (const [path, fields, enctype] of [
      ['/rpc/set_permission', { id: jose.id, version: '1', permission: 'proactive', state: 'active' }],
      // Reads as JSON: the form's name and value around an equals sign.
      ['/rpc/set_permission', { [`${call.slice(0, -1)},"a":"`]: '"}' }, 'text/plain'],
      ['/rpc/delete_contact', { id: jose.id, version: '1' }],
      ['/preferences', { locale: 'es', theme: 'dark' }],
      ['/settings/operators/invite', { email: 'mallory@example.com', role: 'admin' }],
      ['/settings/tokens/make', { name: 'Mallory', scope: 'contacts:write' }],
      ['/account/sessions/end-others', {}],
      ['/sign-out', {}],
      ['/sign-in', { email: emailOf('viewer'), password: 'correct horse battery staple' }],
    ] as [string, Record<string, string>, string?][]) {
      elsewhere.sends(server.url + path, fields, enctype);
      const refusal = page.waitForResponse((answer) => answer.url() === server.url + path);
      await page.goto(elsewhere.url(host));
      expect([path, (await refusal).status()]).toEqual([path, 403]);
    }

    expect(await directory.get(jose.id)).toEqual(jose);
    await act.open();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(find.account.menuButton(emailOf('admin'))).toBeVisible();
    await act.account.openSettings('operators');
    await expect(find.account.operators()).toHaveCount(3);
    await act.account.openSettings('tokens');
    await expect(page.getByText('No token has been made yet.')).toBeVisible();
  });

  test(`a script on ${where} neither changes nor reads anything`, async ({ directory, page, server, watch }) => {
    watch.expects(/CORS|ERR_FAILED|ERR_BLOCKED/);
    await page.goto(elsewhere.url(host));
    const outcomes = await page.evaluate(
      async ([url, id]) => {
        const body = JSON.stringify({ id, version: 1, permission: 'proactive', state: 'active' });
        const post = (options: RequestInit) =>
          fetch(`${url}/rpc/set_permission`, { method: 'POST', credentials: 'include', body, ...options }).then(
            (answer) => answer.type,
            () => 'refused',
          );
        const read = (path: string) => fetch(url + path, { credentials: 'include' }).then((answer) => answer.text(), () => 'refused');
        return [
          await post({ mode: 'cors', headers: { 'content-type': 'application/json' } }),
          await post({ mode: 'cors', headers: { 'content-type': 'text/plain' } }),
          await read('/api/v1/me'),
          await read('/audiences/chat/contacts'),
        ];
      },
      [server.url, jose.id] as const,
    );
    expect(outcomes).toEqual(['refused', 'refused', 'refused', 'refused']);
    expect(await directory.get(jose.id)).toEqual(jose);
  });

  test(`${where} can’t show the console in a frame`, async ({ page, server, watch }) => {
    watch.expects(/frame|ERR_BLOCKED_BY_RESPONSE/i);
    await page.goto(elsewhere.url(host));
    await page.evaluate((url) => {
      const frame = document.createElement('iframe');
      frame.src = url;
      return new Promise((loaded) => {
        frame.onload = loaded;
        document.body.append(frame);
      });
    }, `${server.url}/audiences/chat/contacts`);
    const shown = () => page.frames().map((frame) => frame.url());
    await expect.poll(shown).toEqual([elsewhere.url(host), 'chrome-error://chromewebdata/']);
  });
}

test('a link from another site leads in, still signed in', async ({ act, check, page, server }) => {
  await page.goto(elsewhere.url('localhost'));
  await page.evaluate((url) => location.assign(url), `${server.url}/audiences/chat/contacts?q=jose`);
  await act.alive();
  await check.shows('José');
});

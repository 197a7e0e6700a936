import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test as base } from './fixtures.ts';

interface Delivered {
  headers: IncomingHttpHeaders;
  body: string;
}

/** Another system that listens. */
class Receiver {
  /** In the order in which they came. */
  readonly requests: Delivered[] = [];
  /** What it answers from now on. */
  status = 204;
  /** Whether it keeps whoever asks waiting for good. */
  hangs = false;
  #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.requests.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
        if (!this.hangs) response.writeHead(this.status).end();
      });
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  /** The one with this number, once it has come. */
  async request(number: number): Promise<Delivered> {
    await expect.poll(() => this.requests.length, 'requests that came').toBeGreaterThanOrEqual(number);
    return this.requests[number - 1]!;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const test = base.extend<{ receiver: Receiver }>({
  receiver: async ({}, use) => {
    const receiver = new Receiver();
    await receiver.start();
    await use(receiver);
    await receiver.stop();
  },
});

/** What docs/webhooks.md tells receivers to do. */
function isSigned({ headers, body }: Delivered, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  return headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

test.describe('to a receiver in the same network', () => {
  test.use({ environment: { CHAT_CONTACTS__WEBHOOKS__ALLOW_PRIVATE: 'true' } });

  test('what happens to a contact arrives, signed', async ({ act, directory, find, page, receiver }) => {
    const contact = await directory.add('José');
    await act.account.openSettings('webhooks');
    await expect(page.getByText('No webhook has been made yet.')).toBeVisible();
    const secret = await act.account.makeWebhook(receiver.url, 'permission.changed', 'contact.deleted');
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await expect(find.heading()).toHaveText(`Webhook to ${receiver.url}`);
    await find.account.link('Back').click();
    const row = find.account.webhook(receiver.url);
    await expect(row).toContainText(/contact\.deleted\s+permission\.changed/);
    await expect(row).toContainText('admin@example.com');
    await expect(row).toContainText('Active');
    await expect(row.getByRole('cell', { name: 'Never' })).toHaveCount(1);
    expect(await page.content()).not.toContain(secret);

    // Of which it is told one.
    const renamed = await directory.change(contact, { name: 'Pepe' });
    await directory.set(renamed, 'proactive', 'active');
    const request = await receiver.request(1);
    expect(isSigned(request, secret)).toBe(true);
    expect(isSigned({ ...request, body: `${request.body} ` }, secret)).toBe(false);
    const age = Date.now() / 1_000 - Number(request.headers['webhook-timestamp']);
    expect(Math.abs(age)).toBeLessThan(60);
    expect(JSON.parse(request.body)).toMatchObject({
      type: 'permission.changed',
      data: {
        contact_id: contact.id,
        contact: { name: 'Pepe', permissions: { proactive: 'active' } },
        permission: { permission: 'proactive', from: 'blocked', to: 'active' },
      },
    });

    await act.account.openDeliveries(receiver.url);
    const delivery = find.account.deliveries();
    await expect(async () => {
      await find.account.link('Refresh').click();
      await expect(delivery).toContainText('Delivered', { timeout: 500 });
    }).toPass();
    await expect(delivery).toContainText('Permission changed');
    await expect(delivery).toContainText('Answered 204');
    expect(receiver.requests).toHaveLength(1);
  });

  test('what failed is shown, and sent again by hand', async ({ act, find, receiver }) => {
    receiver.status = 500;
    await act.account.openSettings('webhooks');
    await act.account.makeWebhook(receiver.url);
    await act.account.testWebhook(receiver.url);
    await expect(find.account.done('A test is on its way. Refresh to see what came of it.')).toBeVisible();
    const first = await receiver.request(1);
    expect(JSON.parse(first.body)).toMatchObject({ type: 'webhook.test', data: {} });
    const delivery = find.account.deliveries();
    await expect(async () => {
      await find.account.link('Refresh').click();
      await expect(delivery).toContainText('Failed, will be tried again', { timeout: 500 });
    }).toPass();
    await expect(delivery).toContainText('Answered 500');
    await expect(delivery.getByRole('time')).toHaveCount(2);
    await act.account.openSettings('webhooks');
    await expect(find.account.webhook(receiver.url)).toContainText('Answered 500');

    receiver.status = 200;
    await act.account.openDeliveries(receiver.url);
    await act.account.replay();
    await expect(async () => {
      await find.account.link('Refresh').click();
      await expect(delivery).toContainText('Delivered', { timeout: 500 });
    }).toPass();
    // By which the receiver knows what it has had.
    const ids = new Set(receiver.requests.map(({ headers }) => headers['webhook-id']));
    expect(ids.size).toBe(1);
  });

  test('one is disabled, enabled and deleted', async ({ act, directory, find, receiver }) => {
    const { url } = receiver;
    await act.account.openSettings('webhooks');
    await act.account.makeWebhook(url);
    await find.account.link('Back').click();
    await act.account.disableWebhook(url);
    await expect(find.account.done('The webhook was disabled.')).toBeVisible();
    await expect(find.account.webhook(url)).toContainText('Disabled');
    await directory.add('Not told');
    await act.account.enableWebhook(url);
    await expect(find.account.done('The webhook was enabled.')).toBeVisible();
    await directory.add('Told');
    const request = await receiver.request(1);
    expect(JSON.parse(request.body)).toMatchObject({ data: { contact: { name: 'Told' } } });
    await act.account.removeWebhook(url);
    await expect(find.account.done('The webhook was deleted.')).toBeVisible();
    await expect(find.account.webhooks()).toHaveCount(0);
    await find.account.tab('activity').click();
    await expect(find.account.events().nth(0)).toContainText('Webhook deleted');
    await expect(find.account.events().nth(1)).toContainText('Webhook made');
    await expect(find.account.events().nth(1)).toContainText('127.0.0.1');
  });

  test('what had not arrived when the server fell arrives when it is back', async ({ act, directory, receiver, server }) => {
    receiver.hangs = true;
    await act.account.openSettings('webhooks');
    const secret = await act.account.makeWebhook(receiver.url);
    await directory.add('José');
    const first = await receiver.request(1);
    await server.crash();
    receiver.hangs = false;
    await server.resume();
    const again = await receiver.request(2);
    expect(again.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(isSigned(again, secret)).toBe(true);
  });
});

test('a URL that leads elsewhere than to the outside is refused', async ({ act, check, find, receiver, watch }) => {
  watch.expects(/422/);
  await act.account.openSettings('webhooks');
  await find.account.disclosure('Make a webhook').click();
  const field = find.account.field('webhook_url');
  for (const [url, message] of [
    ['', 'This is not a URL.'],
    [receiver.url, 'Webhooks go by https only.'],
    [receiver.url.replace('http', 'https'), 'This address is private.'],
    ['https://ana:secret@example.com/', 'Leave the user and the password out of it.'],
  ] as const) {
    await field.fill(url);
    await find.account.button('Make a webhook').click();
    await check.markedWrong(field, message);
    await expect(field).toHaveValue(url);
  }
  expect(receiver.requests).toHaveLength(0);
});

test('without an event none is made, and what was filled in stays', async ({ act, find, page, watch }) => {
  watch.expects(/422/);
  await act.account.openSettings('webhooks');
  await find.account.disclosure('Make a webhook').click();
  await act.account.fill('webhook_url', 'https://example.com/hook');
  for (const event of await page.getByRole('checkbox').all()) await event.uncheck();
  await find.account.button('Make a webhook').click();
  await expect(page.getByRole('group', { name: 'Events' })).toHaveAccessibleDescription('Choose at least one event.');
  await expect(find.account.field('webhook_url')).toHaveValue('https://example.com/hook');
});

test.describe('in Spanish, without JavaScript', () => {
  test.use({
    locale: 'es-ES',
    javaScriptEnabled: false,
    environment: { CHAT_CONTACTS__WEBHOOKS__ALLOW_PRIVATE: 'true' },
  });

  test('one is made, tried and deleted', async ({ act, accountWords, find, receiver }) => {
    await act.account.openSettings('webhooks');
    const secret = await act.account.makeWebhook(receiver.url);
    await act.account.testWebhook(receiver.url);
    await expect(find.account.done(accountWords.done_tested)).toBeVisible();
    expect(isSigned(await receiver.request(1), secret)).toBe(true);
    await act.account.openSettings('webhooks');
    await act.account.removeWebhook(receiver.url);
    await expect(find.account.done(accountWords.done_webhook_removed)).toBeVisible();
  });
});

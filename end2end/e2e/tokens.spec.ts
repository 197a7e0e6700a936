import { expect, test } from './fixtures.ts';
import type { Server } from './server.mjs';

interface Answer {
  status: number;
  kind: string | null;
  body: Record<string, unknown>;
}

/** What another system does with its token. */
async function me(server: Server, token: string): Promise<Answer> {
  const answer = await fetch(`${server.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, kind: answer.headers.get('content-type'), body: (await answer.json()) as Answer['body'] };
}

test.beforeEach(async ({ act }) => {
  await act.account.openSettings('tokens');
});

test('a token is shown once, used, and revoked', async ({ act, find, page, server }) => {
  await expect(page.getByText('No token has been made yet.')).toBeVisible();
  const token = await act.account.makeToken('CRM', 'contacts:read', 'decisions:read');
  expect(token).toMatch(/^cct_[0-9a-f]{64}$/);
  await expect(find.heading()).toHaveText('Token for CRM');
  await find.account.link('Back').click();
  const row = find.account.token('CRM');
  await expect(row).toContainText(/contacts:read\s+decisions:read/);
  await expect(row).toContainText('admin@example.com');
  await expect(row).toContainText('Active');
  await expect(row.getByRole('cell', { name: 'Never' })).toHaveCount(2);
  expect(await page.content()).not.toContain(token);

  const { status, body } = await me(server, token);
  expect(status).toBe(200);
  expect(body).toMatchObject({ kind: 'token', name: 'CRM', scopes: ['contacts:read', 'decisions:read'], expires_at: null });
  await expect(async () => {
    await page.reload();
    // Only the end of its life is still never.
    await expect(row.getByRole('cell', { name: 'Never' })).toHaveCount(1, { timeout: 500 });
  }).toPass();

  await act.account.revokeToken('CRM');
  await expect(find.account.done('The token was revoked.')).toBeVisible();
  await expect(row).toContainText('Revoked');
  await expect(row.getByRole('button')).toHaveCount(0);
  expect((await me(server, token)).status).toBe(401);
});

test('anything but a token that counts is refused', async ({ act, server }) => {
  const token = await act.account.makeToken('CRM', 'contacts:read');
  for (const wrong of ['', 'x', token.slice(0, -1), `${token}x`, token.toUpperCase(), `cct_${'0'.repeat(64)}`, server.sessions.admin]) {
    const { status, kind, body } = await me(server, wrong);
    expect([wrong, status, kind, body.code]).toEqual([wrong, 401, 'application/problem+json', 'signed_out']);
  }
  // Nor does it open what is for people.
  const headers = { authorization: `Bearer ${token}` };
  const call = await fetch(`${server.url}/rpc/list_contacts`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '' }),
  });
  expect(call.status).toBe(401);
  const settings = await fetch(`${server.url}/settings/tokens`, { headers, redirect: 'manual' });
  expect([settings.status, settings.headers.get('location')]).toEqual([303, '/sign-in?next=%2Fsettings%2Ftokens']);
});

test('it ends when it was said to', async ({ act, find, page, server }) => {
  await find.account.disclosure('Make a token').click();
  await page.getByRole('combobox', { name: 'Expires' }).selectOption({ label: 'In 90 days' });
  await find.account.disclosure('Make a token').click();
  const token = await act.account.makeToken('Night job', 'ledger:read');
  const { body } = await me(server, token);
  const days = (Date.parse(String(body.expires_at)) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(89.9);
  expect(days).toBeLessThanOrEqual(90);
  await find.account.link('Back').click();
  await expect(find.account.token('Night job')).toContainText(String(body.expires_at).slice(0, 10));
});

test('without a name or a scope none is made, and what was filled in stays', async ({ check, find, page, watch }) => {
  watch.expects(/422/);
  await find.account.disclosure('Make a token').click();
  await find.account.scope('contacts:write').check();
  await find.account.button('Make a token').click();
  await check.markedWrong(find.account.field('token_name'), 'Give the token a name.');
  await expect(find.account.scope('contacts:write')).toBeChecked();

  await find.account.field('token_name').fill('CRM');
  await find.account.scope('contacts:write').uncheck();
  await find.account.button('Make a token').click();
  await expect(page.getByRole('group', { name: 'Scopes' })).toHaveAccessibleDescription('Choose at least one scope.');
  await expect(find.account.field('token_name')).toHaveValue('CRM');
  await find.account.tab('tokens').click();
  await expect(page.getByText('No token has been made yet.')).toBeVisible();
});

test('the system’s name is text and nothing else', async ({ act, find }) => {
  const name = '<b>CRM</b> & "co"';
  await act.account.makeToken(name, 'contacts:read');
  await expect(find.heading()).toHaveText(`Token for ${name}`);
  await find.account.link('Back').click();
  await act.account.revokeToken(name);
  await expect(find.account.token(name)).toContainText('Revoked');
});

test.describe('in Spanish, without JavaScript', () => {
  test.use({ locale: 'es-ES', javaScriptEnabled: false });

  test('one is made and revoked', async ({ act, accountWords, find, server }) => {
    const token = await act.account.makeToken('CRM', 'contacts:read');
    expect((await me(server, token)).status).toBe(200);
    await find.account.link(accountWords.back).click();
    await act.account.revokeToken('CRM');
    await expect(find.account.done(accountWords.done_revoked)).toBeVisible();
    expect((await me(server, token)).status).toBe(401);
  });
});

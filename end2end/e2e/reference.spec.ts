import { expect, test } from './fixtures.ts';

test('the reference of the REST API shows every endpoint, from this server alone', async ({ page, server }) => {
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith('data:')) elsewhere.push(request.url());
  });
  await page.goto('/api/docs');
  await expect(page.getByRole('heading', { name: /Chat Contacts/ }).first()).toBeVisible();
  for (const path of ['/api/v1/contacts', '/api/v1/decisions', '/api/v1/ledger', '/api/v1/events']) {
    await expect(page.getByText(path, { exact: true }).first()).toBeVisible();
  }
  expect(elsewhere).toEqual([]);
});

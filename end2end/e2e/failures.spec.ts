import { LIST } from './actions.ts';
import { expect, test } from './fixtures.ts';

/** What the browser says of its own when nobody answers. */
const NO_ANSWER = new RegExp(
  [
    'ERR_CONNECTION_REFUSED',
    'ERR_CONNECTION_RESET',
    'ERR_CONNECTION_CLOSED',
    'ERR_EMPTY_RESPONSE',
    'ERR_SOCKET_NOT_CONNECTED',
    // An answer that ends in the middle.
    'ERR_INCOMPLETE_CHUNKED_ENCODING',
    'ERR_CONTENT_LENGTH_MISMATCH',
  ].join('|'),
);
const OFFLINE = /ERR_INTERNET_DISCONNECTED/;

test.describe('the server stops in the middle', () => {
  test.beforeEach(async ({ act, directory, server, watch }) => {
    watch.expects(NO_ANSWER);
    await directory.add('José');
    await directory.add('Maria');
    await act.open();
    await server.stop();
  });

  test('a search says so, keeps what was there, and can be tried again', async ({ act, check, find, server }) => {
    await act.search('jose');
    await expect(find.alert('The server can’t be reached')).toBeVisible();
    await check.showsInAnyOrder('José', 'Maria');
    await find.button('Try again').click();
    await expect(find.alert('The server can’t be reached')).toBeVisible();

    await server.resume();
    await find.button('Try again').click();
    await check.shows('José');
    await expect(find.alert('The server can’t be reached')).toBeHidden();
  });

  test('the next search after its return needs no other click', async ({ act, check, find, server }) => {
    await act.search('jose');
    await expect(find.alert('The server can’t be reached')).toBeVisible();
    await server.resume();
    await act.search('maria');
    await check.shows('Maria');
    await expect(find.alert('The server can’t be reached')).toBeHidden();
  });

  test('a switch goes back and says so', async ({ act, check, find, server }) => {
    await act.flip('proactive', 'José');
    await expect(find.refusal('José, Proactive messages may not have been saved. The server can’t be reached.')).toBeVisible();
    await check.permission('proactive', 'José', 'blocked');
    await server.resume();
    await act.flip('proactive', 'José');
    await expect(find.success('José, Proactive messages: Active')).toBeVisible();
    await check.permission('proactive', 'José', 'active');
  });

  test('a form loses nothing of what was typed', async ({ act, check, find, server }) => {
    await act.openNew();
    await act.fill('name', 'Ana');
    await act.fill('contact_id_field', '34666123456');
    await act.save();
    await expect(find.addDialog().getByRole('alert')).toHaveText(
      'Your changes may not have been saved. The server can’t be reached. Check the connection and try again.',
    );
    await expect(find.field('name')).toHaveValue('Ana');
    await server.resume();
    await act.save();
    await expect(find.success('Ana was added.')).toBeVisible();
    await check.shows('Ana', 'José', 'Maria');
  });
});

test('what was acknowledged is there after a crash', async ({ act, check, directory, find, server, watch }) => {
  await directory.add('José');
  await act.open();
  await act.flip('proactive', 'José');
  await expect(find.success('Proactive messages: Active')).toBeVisible();
  // Whatever the page is still fetching when it happens.
  watch.expects(NO_ANSWER);
  await server.crash();
  await server.resume();
  await act.reload();
  await check.permission('proactive', 'José', 'active');
});

test('offline, nothing is lost and everything says so', async ({ act, check, directory, find, page, watch }) => {
  watch.expects(OFFLINE);
  await directory.add('José');
  await act.open();
  await page.context().setOffline(true);
  await act.flip('reactive', 'José');
  await expect(find.refusal('The server can’t be reached.')).toBeVisible();
  await check.permission('reactive', 'José', 'active');
  await act.search('jos');
  await expect(find.button('Try again')).toBeVisible();
  await page.context().setOffline(false);
  await find.button('Try again').click();
  await check.shows('José');
});

test('an error of the server is told with what the log has it under', async ({ act, find, watch }) => {
  watch.expects(/500/);
  await act.open();
  await act.refuse('list_contacts', 500, { code: 'internal', name: 'abc123' });
  await act.search('jose');
  await expect(find.alert('The log has it under abc123.')).toBeVisible();
});

for (const [what, query, message] of [
  ['a page size that is none', '?size=7', 'The address has no valid value for “size”.'],
  ['an unknown channel', '?channel=pigeon', 'The address has no valid value for “channel”.'],
  ['an unknown order', '?sort=luck', 'The address has no valid value for “sort”.'],
  ['a cursor that is none', '?after=!', 'This page belongs to another search.'],
  ['a cursor of another search', '?after=AAAA', 'This page belongs to another search.'],
  ['broken UTF-8', '?q=%ff', 'The address is not valid UTF-8.'],
  ['too long a search', `?q=${'x'.repeat(201)}`, 'A search has at most 200 characters.'],
] as const) {
  test(`an address with ${what} says so and leads back`, async ({ act, check, directory, find, page, watch }) => {
    watch.expects(/400/);
    await directory.add('José');
    const answer = await page.goto(LIST + query);
    expect(answer?.status()).toBe(400);
    await act.alive();
    await expect(find.alert(message)).toBeVisible();
    await page.getByRole('link', { name: 'Show all contacts' }).first().click();
    await check.shows('José');
    await check.address({});
    await expect(find.alert(message)).toBeHidden();
  });
}

test('an address of nothing says so and leads to the contacts', async ({ find, page, watch }) => {
  watch.expects(/404/);
  const answer = await page.goto('/nothing/here');
  expect(answer?.status()).toBe(404);
  await expect(find.heading()).toHaveText('There is nothing at this address');
  await page.getByRole('link', { name: 'Go to the contacts' }).click();
  await expect(find.heading()).toHaveText('Contacts');
});

import { expect, test } from './fixtures.ts';
import type { Contact } from './directory.ts';

let jose: Contact;

test.beforeEach(async ({ act, directory }) => {
  jose = await directory.add('José');
  await directory.add('Maria');
  await act.open();
});

test('one click shows the new value at once and saves it', async ({ act, check, directory, find }) => {
  const saving = await act.holdBack('set_permission');
  await check.permission('proactive', 'José', 'blocked');
  await act.flip('proactive', 'José');
  await saving.asked;
  await check.permission('proactive', 'José', 'active');
  await expect(find.success(/Active/)).toBeHidden();
  saving.release();
  await expect(find.success('José, Proactive messages: Active')).toBeVisible();
  expect((await directory.get(jose.id)).fields.proactive).toBe('active');
  await act.reload();
  await check.permission('proactive', 'José', 'active');
  await check.permission('proactive', 'Maria', 'blocked');
});

test('the two switches of a row are saved one after the other', async ({ act, check, directory, find }) => {
  const saving = await act.holdBack('set_permission');
  await act.flip('proactive', 'José');
  await act.flip('reactive', 'José');
  saving.release();
  await expect(find.success('Reactive messages: Blocked')).toBeVisible();
  // Each is told, with an Undo of its own.
  await expect(find.success('Proactive messages: Active')).toBeVisible();
  await expect(find.undoButtons()).toHaveCount(2);
  await check.permission('proactive', 'José', 'active');
  await check.permission('reactive', 'José', 'blocked');
  const { fields, version } = await directory.get(jose.id);
  expect([fields.proactive, fields.reactive, version]).toEqual(['active', 'blocked', 3]);
});

test('Undo puts it back, as a change of its own', async ({ act, check, directory, find }) => {
  await act.flip('proactive', 'José');
  await expect(find.undoButton()).toBeVisible();
  await act.undo();
  await expect(find.success(/^Undone\./)).toBeVisible();
  await check.permission('proactive', 'José', 'blocked');
  const { fields, version } = await directory.get(jose.id);
  expect([fields.proactive, version]).toEqual(['blocked', 3]);
});

test('Undo is said of what was undone, not of the switch that is clicked right after it', async ({ act, find }) => {
  await act.flip('proactive', 'José');
  await expect(find.undoButton()).toBeVisible();
  const saving = await act.holdBack('set_permission');
  await act.undo();
  await saving.asked;
  await act.flip('reactive', 'José');
  saving.release();
  await expect(find.success('Undone. José, Proactive messages: Blocked')).toBeVisible();
  await expect(find.success('José, Reactive messages: Blocked')).toBeVisible();
  await expect(find.success('Undone. José, Reactive messages')).toHaveCount(0);
});

test('a name with braces in it stands in the messages as it is', async ({ act, directory, find, watch }) => {
  watch.expects(/403/);
  await directory.add('{} & {}');
  await act.reload();
  await act.flip('proactive', '{} & {}');
  await expect(find.success('{} & {}, Proactive messages: Active')).toBeVisible();
  await act.refuse('set_permission', 403, { code: 'forbidden' });
  await act.flip('reactive', '{} & {}');
  await expect(find.refusal('{} & {}, Reactive messages was not changed. Your role does not allow this.')).toBeVisible();
});

test('a message can be dismissed', async ({ act, find }) => {
  await act.flip('proactive', 'José');
  await expect(find.success(/José/)).toBeVisible();
  await find.dismissButton().click();
  await expect(find.success(/José/)).toBeHidden();
});

test('where a click was waiting for the refused one, the message names both', async ({
  act,
  check,
  directory,
  find,
  watch,
}) => {
  watch.expects(/409/);
  const saving = await act.holdBack('set_permission');
  await act.flip('proactive', 'José');
  await saving.asked;
  await act.flip('reactive', 'José');
  await directory.change(jose, { external_code: 'CRM-7' });
  saving.release();
  await expect(
    find.refusal(
      'José, Proactive messages was not changed. José, Reactive messages was not changed. ' +
        'Someone else changed this contact: External code.',
    ),
  ).toBeVisible();
  await check.permission('proactive', 'José', 'blocked');
  await check.permission('reactive', 'José', 'active');
});

test('a refusal stays until it is dismissed, whatever is done after it', async ({ act, directory, find, watch }) => {
  watch.expects(/403/);
  await directory.add('Ana');
  await act.reload();
  await act.refuse('set_permission', 403, { code: 'forbidden' });
  await act.flip('proactive', 'José');
  await expect(find.refusal('José')).toBeVisible();
  await act.stopRefusing('set_permission');
  for (const name of ['Maria', 'Ana']) {
    for (const permission of ['proactive', 'reactive'] as const) {
      await act.flip(permission, name);
      await expect(find.success(`${name}, ${find.words[permission]}`)).toBeVisible();
    }
  }
  await expect(find.refusal('José')).toBeVisible();
  await find.dismissButton().click();
  await expect(find.refusal('José')).toBeHidden();
});

test('a fast double click ends in the last state', async ({ act, check, directory, find }) => {
  const saving = await act.holdBack('set_permission');
  await find.switch('proactive', 'José').dblclick();
  await check.permission('proactive', 'José', 'blocked');
  saving.release();
  await expect.poll(async () => (await directory.get(jose.id)).version).toBe(3);
  await expect(find.success('Proactive messages: Blocked')).toBeVisible();
  await check.permission('proactive', 'José', 'blocked');
  expect((await directory.get(jose.id)).fields.proactive).toBe('blocked');
});

test('three fast clicks end in the last state', async ({ act, check, directory, find }) => {
  const saving = await act.holdBack('set_permission');
  await find.switch('reactive', 'José').click({ clickCount: 3 });
  await check.permission('reactive', 'José', 'blocked');
  saving.release();
  await expect(find.success('Reactive messages: Blocked')).toBeVisible();
  expect((await directory.get(jose.id)).fields.reactive).toBe('blocked');
});

test('a refusal puts the old value back and says so', async ({ act, check, directory, find, watch }) => {
  watch.expects(/503/);
  await act.refuse('set_permission', 503, { code: 'unavailable' });
  await act.flip('proactive', 'José');
  await expect(find.refusal('José, Proactive messages may not have been saved.')).toBeVisible();
  await expect(find.refusal('The server is busy. Please try again.')).toBeVisible();
  await check.permission('proactive', 'José', 'blocked');
  expect((await directory.get(jose.id)).version).toBe(1);

  await act.stopRefusing('set_permission');
  await act.flip('proactive', 'José');
  await expect(find.success('Proactive messages: Active')).toBeVisible();
  await check.permission('proactive', 'José', 'active');
});

test('an answer that is not ours is a server that can’t be reached', async ({ act, check, find, page, watch }) => {
  watch.expects(/502/);
  await page.route('**/rpc/set_permission', (route) =>
    route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }),
  );
  await act.flip('proactive', 'José');
  await expect(find.refusal('The server can’t be reached.')).toBeVisible();
  await check.permission('proactive', 'José', 'blocked');
});

test('where the answer is lost, the message doesn’t say that nothing was saved, and the row shows what was', async ({
  act,
  check,
  directory,
  find,
  page,
  watch,
}) => {
  watch.expects(/502/);
  await page.route('**/rpc/set_permission', async (route) => {
    await route.fetch();
    await route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' });
  });
  await act.flip('proactive', 'José');
  await expect(find.refusal('José, Proactive messages may not have been saved. The server can’t be reached.')).toBeVisible();
  expect((await directory.get(jose.id)).fields.proactive).toBe('active');
  await check.permission('proactive', 'José', 'active');

  // And the next click counts from there.
  await page.unroute('**/rpc/set_permission');
  await act.flip('proactive', 'José');
  await expect(find.success('Proactive messages: Blocked')).toBeVisible();
});

test('where somebody else changed the contact, the click is refused and the message says what changed', async ({
  act,
  check,
  directory,
  find,
  watch,
}) => {
  watch.expects(/409/);
  const changed = await directory.change(jose, { name: 'José María', reactive: 'blocked' });
  await act.flip('proactive', 'José');
  await expect(find.refusal('Someone else changed this contact: Name, Reactive messages.')).toBeVisible();
  await expect(find.row('José María')).toBeVisible();
  await check.permission('proactive', 'José María', 'blocked');
  await check.permission('reactive', 'José María', 'blocked');
  expect((await directory.get(jose.id)).version).toBe(changed.version);

  // With the present values seen, the next click counts.
  await act.flip('proactive', 'José María');
  await expect(find.success('José María, Proactive messages: Active')).toBeVisible();
});

test('where somebody else blocked it, Undo does not open it again', async ({ act, check, directory, find, watch }) => {
  watch.expects(/409/);
  await act.flip('reactive', 'José');
  await expect(find.undoButton()).toBeVisible();
  await directory.change(await directory.get(jose.id), { proactive: 'active' });
  await act.undo();
  await expect(find.refusal('Someone else changed this contact: Proactive messages.')).toBeVisible();
  await check.permission('reactive', 'José', 'blocked');
  await check.permission('proactive', 'José', 'active');
});

test('where somebody else deleted the contact, the message says so and the row goes', async ({
  act,
  check,
  directory,
  find,
  watch,
}) => {
  watch.expects(/404/);
  await directory.remove(jose);
  await act.flip('proactive', 'José');
  await expect(find.refusal('Someone else has deleted this contact.')).toBeVisible();
  await check.shows('Maria');
});

test('the keyboard switches too', async ({ act, check, find }) => {
  await find.switch('reactive', 'Maria').focus();
  await act.press('Space');
  await check.permission('reactive', 'Maria', 'blocked');
  await expect(find.success('Maria, Reactive messages: Blocked')).toBeVisible();
  await expect(find.switch('reactive', 'Maria')).toBeFocused();
  await act.press('Enter');
  await check.permission('reactive', 'Maria', 'active');
});

test('two people at two browsers see each other’s changes', async ({ act, anotherPerson, check, find, watch }) => {
  watch.expects(/409/);
  const eva = await anotherPerson();
  await eva.act.open();
  await act.flip('proactive', 'José');
  await expect(find.success('Proactive messages: Active')).toBeVisible();

  // Eva still sees the old row: her click is refused and brings the present values.
  await eva.check.permission('proactive', 'José', 'blocked');
  await eva.act.flip('reactive', 'José');
  await expect(eva.find.refusal('Someone else changed this contact: Proactive messages.')).toBeVisible();
  await eva.check.permission('proactive', 'José', 'active');
  await eva.check.permission('reactive', 'José', 'active');

  await eva.act.flip('reactive', 'José');
  await expect(eva.find.success('Reactive messages: Blocked')).toBeVisible();
  await act.search('jos');
  await check.permission('reactive', 'José', 'blocked');
});

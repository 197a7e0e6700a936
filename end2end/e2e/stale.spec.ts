import type { Contact } from './directory.ts';
import { expect, test } from './fixtures.ts';

let jose: Contact;

test.beforeEach(async ({ act, directory, watch }) => {
  watch.expects(/409/);
  jose = await directory.add('José', { external_code: 'CRM-7', proactive: 'active' });
  await act.open();
  await act.openEdit('José');
});

test('a stale save overwrites nothing and shows both values of each difference', async ({ act, directory, find }) => {
  const theirs = await directory.change(jose, { name: 'Pepe' });
  await act.fill('name', 'José María');
  await act.save();
  await expect(find.alert('Someone else saved this contact in the meantime')).toBeVisible();
  await expect(find.mergeChoice('name', 'stale_yours')).toHaveAccessibleName(/José María/);
  await expect(find.mergeChoice('name', 'stale_theirs')).toHaveAccessibleName(/Pepe/);
  await expect(find.mergeChoice('external_code', 'stale_yours')).toHaveCount(0);
  expect(await directory.get(jose.id)).toEqual(theirs);
});

test('what I changed is proposed from mine, the rest from theirs', async ({ act, check, directory, find }) => {
  await directory.change(jose, { external_code: 'CRM-8' });
  await act.fill('name', 'José María');
  await act.save();
  // Only they changed the code: asked. Only I changed the name: kept without a question.
  await expect(find.mergeChoice('external_code', 'stale_theirs')).toBeChecked();
  await expect(find.mergeChoice('name', 'stale_yours')).toHaveCount(0);
  await act.save();
  await check.shows('José María');
  const { fields } = await directory.get(jose.id);
  expect([fields.name, fields.external_code]).toEqual(['José María', 'CRM-8']);
});

test('the person decides otherwise', async ({ act, check, directory, find }) => {
  await directory.change(jose, { name: 'Pepe', external_code: 'CRM-8' });
  await act.fill('name', 'José María');
  await act.save();
  await find.mergeChoice('name', 'stale_theirs').check();
  await find.mergeChoice('external_code', 'stale_yours').check();
  await act.save();
  await expect(find.success('Pepe was saved.')).toBeVisible();
  await check.closed(find.editDialog());
  await check.shows('Pepe');
  const { fields, version } = await directory.get(jose.id);
  expect([fields.name, fields.external_code, version]).toEqual(['Pepe', 'CRM-7', 3]);
});

test('of a permission the blocked value is proposed, whoever set it', async ({ act, directory, find }) => {
  await directory.set(jose, 'proactive', 'blocked');
  await act.fill('name', 'José María');
  await act.save();
  await expect(find.mergeChoice('proactive', 'stale_theirs')).toBeChecked();
  await expect(find.mergeChoice('proactive', 'stale_theirs')).toHaveAccessibleName(/Blocked/);
  await act.save();
  await expect(find.success('José María was saved.')).toBeVisible();
  expect((await directory.get(jose.id)).fields.proactive).toBe('blocked');
});

test('a second change while choosing is a stale save again', async ({ act, directory, find }) => {
  const first = await directory.change(jose, { name: 'Pepe' });
  await act.fill('name', 'José María');
  await act.save();
  await expect(find.mergeChoice('name', 'stale_theirs')).toHaveAccessibleName(/Pepe/);
  await directory.change(first, { name: 'Pepito' });
  await act.save();
  await expect(find.mergeChoice('name', 'stale_theirs')).toHaveAccessibleName(/Pepito/);
  expect((await directory.get(jose.id)).fields.name).toBe('Pepito');
});

test('an emptied value is shown as such', async ({ act, directory, find }) => {
  await directory.change(jose, { external_code: '' });
  await act.fill('name', 'José María');
  await act.save();
  await expect(find.mergeChoice('external_code', 'stale_theirs')).toHaveAccessibleName(/\(empty\)/);
});

test('the choice can be left without saving, after one question', async ({ act, check, directory, find }) => {
  const theirs = await directory.change(jose, { name: 'Pepe' });
  await act.fill('name', 'José María');
  await act.save();
  await expect(find.mergeChoice('name', 'stale_theirs')).toBeVisible();
  await act.cancel();
  await act.discard();
  await check.closed(find.editDialog());
  expect(await directory.get(jose.id)).toEqual(theirs);
});

test('two people at two browsers save the same contact', async ({ act, anotherPerson, directory, find }) => {
  const eva = await anotherPerson();
  await eva.act.open(`?contact=${jose.id}`);
  await eva.act.fill('name', 'Pepe');
  await eva.act.save();
  await expect(eva.find.success('Pepe was saved.')).toBeVisible();

  await act.fill('external_code', 'CRM-9');
  await act.save();
  await expect(find.mergeChoice('name', 'stale_theirs')).toBeChecked();
  await expect(find.mergeChoice('external_code', 'stale_yours')).toHaveCount(0);
  await act.save();
  await expect(find.success('Pepe was saved.')).toBeVisible();
  const { fields } = await directory.get(jose.id);
  expect([fields.name, fields.external_code]).toEqual(['Pepe', 'CRM-9']);
});

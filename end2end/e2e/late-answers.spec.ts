// An answer that comes when the dialog that asked for it is no longer there.

import type { Contact } from './directory.ts';
import { expect, test, type Person } from './fixtures.ts';

let jose: Contact;

test.beforeEach(async ({ act, directory }) => {
  jose = await directory.add('José');
  await directory.add('Maria');
  await act.open();
});

/** Saves José under another name, and leaves the form before the answer is there. */
async function saveAndLeave({ act, check, find }: Person): Promise<{ release: () => void }> {
  const saving = await act.holdBack('update_contact');
  await act.openEdit('José');
  await act.fill('name', 'José María');
  await act.save();
  await saving.asked;
  await act.press('Escape');
  await act.discard();
  await check.closed(find.editDialog());
  return saving;
}

test('a save that succeeds after one has left is told, and leads nowhere else', async ({ check, directory, find, person }) => {
  const saving = await saveAndLeave(person);
  saving.release();
  await expect(find.success('José María was saved.')).toBeVisible();
  await check.shows('José María', 'Maria');
  await check.address({});
  expect((await directory.get(jose.id)).version).toBe(2);
});

test('a save that succeeds after one has left keeps the form that is open then', async ({ act, check, find, person }) => {
  const saving = await saveAndLeave(person);
  await act.openEdit('Maria');
  await act.fill('name', 'Marie');
  saving.release();
  await expect(find.success('José María was saved.')).toBeVisible();
  await expect(find.row('José María')).toHaveCount(1);
  await expect(find.field('name')).toHaveValue('Marie');
  await act.save();
  await expect(find.success('Marie was saved.')).toBeVisible();
  await check.showsInAnyOrder('José María', 'Marie');
});

test('a new contact that is saved after one has left keeps the next new one', async ({ act, check, find }) => {
  const saving = await act.holdBack('create_contact');
  await act.openNew();
  await act.fill('contact_id_field', '34666123456');
  await act.save();
  await saving.asked;
  await act.cancel();
  await act.discard();
  await check.closed(find.addDialog());
  await act.openNew();
  await act.fill('name', 'Ana');
  saving.release();
  await expect(find.success('34666123456 was added.')).toBeVisible();
  await expect(find.field('name')).toHaveValue('Ana');
});

test('a save that is refused after one has left says nothing in another form', async ({
  act,
  directory,
  find,
  person,
  watch,
}) => {
  watch.expects(/409/);
  const saving = await saveAndLeave(person);
  await directory.change(jose, { name: 'Pepe' });
  await act.openEdit('Maria');
  const answered = act.answered('update_contact');
  saving.release();
  await answered;
  await expect(find.editDialog().getByRole('alert')).toHaveCount(0);
  await expect(find.field('name')).toHaveValue('Maria');
});

test('a contact that is deleted after one has left goes, and the form that is open then stays', async ({
  act,
  check,
  find,
}) => {
  const deleting = await act.holdBack('delete_contact');
  await act.openEdit('José');
  await act.askToDelete();
  await act.confirmDelete('José');
  await deleting.asked;
  await act.press('Escape');
  await act.press('Escape');
  await check.closed(find.editDialog());
  await act.openEdit('Maria');
  deleting.release();
  await expect(find.success('José was deleted.')).toBeVisible();
  await expect(find.row('José')).toHaveCount(0);
  await expect(find.field('name')).toHaveValue('Maria');
});

test('Escape pressed twice goes back once', async ({ act, check, find }) => {
  await act.openEdit('José');
  await check.focusIsIn(find.editDialog());
  await act.pressTwiceAtOnce('Escape');
  await check.closed(find.editDialog());
  await check.shows('José', 'Maria');
});

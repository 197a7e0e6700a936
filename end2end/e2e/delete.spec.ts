import type { Contact } from './directory.ts';
import { expect, test } from './fixtures.ts';

let jose: Contact;

test.beforeEach(async ({ act, directory }) => {
  jose = await directory.add('José');
  await directory.add('Maria');
  await act.open();
  await act.openEdit('José');
});

test('asks once, naming the contact and what is lost', async ({ act, check, directory, find }) => {
  await act.askToDelete();
  await expect(find.deleteDialog('José')).toContainText('The name, the IDs and the code are erased for good.');
  await act.confirmDelete('José');
  await expect(find.success('José was deleted.')).toBeVisible();
  await check.closed(find.editDialog());
  await check.shows('Maria');
  await check.says('1 contact');
  await check.address({});
  await expect(directory.get(jose.id)).rejects.toThrow('404');
});

test('leaves everything as it was when the answer is no', async ({ act, check, directory, find }) => {
  for (const no of [
    () => find.deleteDialog('José').getByRole('button', { name: 'Cancel' }).click(),
    () => act.press('Escape'),
  ]) {
    await act.askToDelete();
    await expect(find.deleteDialog('José')).toBeVisible();
    await no();
    await check.closed(find.deleteDialog('José'));
    await expect(find.editDialog()).toBeVisible();
  }
  expect((await directory.get(jose.id)).version).toBe(1);
});

test('begins with the focus on the harmless answer, and gives it back', async ({ act, find }) => {
  await act.askToDelete();
  await expect(find.deleteDialog('José').getByRole('button', { name: 'Cancel' })).toBeFocused();
  await act.press('Escape');
  await expect(find.button('Delete contact')).toBeFocused();
});

test('leaves the focus somewhere sensible, though the pencil it came from is gone', async ({ act, check, find, page }) => {
  await act.askToDelete();
  await act.confirmDelete('José');
  await check.shows('Maria');
  await check.closed(find.editDialog());
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
});

test('keeps the other rows, and the focus among them, however long the list takes to come again', async ({ act, check, find, page }) => {
  await page.clock.install();
  const slow = await act.holdBack('list_contacts');
  await act.askToDelete();
  await act.confirmDelete('José');
  await slow.asked;
  await page.clock.runFor(1_000);
  await check.closed(find.editDialog());
  await check.shows('Maria');
  await expect(find.row('Maria')).toBeVisible();
  await expect(find.row('Maria')).toBeFocused();
  slow.release();
  await check.isLoaded();
  await expect(find.row('Maria')).toBeFocused();
});

test('does not delete what somebody else has changed meanwhile', async ({ act, directory, find, watch }) => {
  watch.expects(/409/);
  await directory.change(jose, { name: 'José María' });
  await act.askToDelete();
  await act.confirmDelete('José');
  await expect(find.alert('Someone else saved this contact in the meantime')).toBeVisible();
  expect((await directory.get(jose.id)).fields.name).toBe('José María');
});

test('says so where the server refuses, and keeps the contact', async ({ act, directory, find, watch }) => {
  watch.expects(/503/);
  await act.refuse('delete_contact', 503, { code: 'unavailable' });
  await act.askToDelete();
  await act.confirmDelete('José');
  await expect(find.editDialog().getByRole('alert')).toContainText(
    'The contact may not have been deleted. The server is busy.',
  );
  expect((await directory.get(jose.id)).version).toBe(1);
});

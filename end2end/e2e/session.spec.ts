import { emailOf, signIn } from './accounts.mjs';
import type { Contact } from './directory.ts';
import { expect, test } from './fixtures.ts';

test.use({ role: 'editor' });

const EMAIL = emailOf('editor');
const ENDED = 'Your session has ended. Nothing that you typed is lost: sign in, then try again.';

let jose: Contact;

// What the browser says of its own when it is not let in any more.
test.beforeEach(async ({ directory, watch }) => {
  watch.expects(/401/);
  jose = await directory.add('José');
  await directory.add('Maria');
});

test.describe('the session ends in the middle of an edit', () => {
  test.beforeEach(async ({ act, anotherPerson }) => {
    await act.open(`?contact=${jose.id}`);
    await act.fill('name', 'José María');
    await act.fill('external_code', 'CRM-7');
    const admin = await anotherPerson();
    await admin.act.account.endSessionsOf(EMAIL);
  });

  test('saving says so, keeps what was typed, and works after signing in in another tab', async ({ act, check, directory, find }) => {
    await act.save();
    await expect(find.editDialog().getByRole('alert')).toContainText(ENDED);
    await expect(find.field('name')).toHaveValue('José María');
    expect((await directory.get(jose.id)).version).toBe(1);

    await act.signInInAnotherTab(EMAIL);
    await expect(find.field('external_code')).toHaveValue('CRM-7');
    await act.save();
    await expect(find.success('José María was saved.')).toBeVisible();
    await check.closed(find.editDialog());
    const { fields } = await directory.get(jose.id);
    expect([fields.name, fields.external_code]).toEqual(['José María', 'CRM-7']);
  });

  test('what somebody else saved meanwhile is still not overwritten', async ({ act, directory, find, watch }) => {
    watch.expects(/409/);
    await act.save();
    await expect(find.editDialog().getByRole('alert')).toContainText(ENDED);
    await directory.change(jose, { name: 'Pepe' });
    await act.signInInAnotherTab(EMAIL);
    await act.save();
    await expect(find.mergeChoice('name', 'stale_theirs')).toHaveAccessibleName(/Pepe/);
    expect((await directory.get(jose.id)).fields.name).toBe('Pepe');
  });

  test('deleting says so and deletes nothing', async ({ act, check, directory, find }) => {
    await act.askToDelete();
    await act.confirmDelete('José');
    await expect(find.editDialog().getByRole('alert')).toContainText(ENDED);
    await act.signInInAnotherTab(EMAIL);
    expect((await directory.get(jose.id)).version).toBe(1);
    await act.askToDelete();
    await act.confirmDelete('José');
    await expect(find.success('José was deleted.')).toBeVisible();
    await check.shows('Maria');
  });
});

test('a new contact survives signing out everywhere else in another browser', async ({ act, anotherPerson, check, find }) => {
  await act.open('?new');
  await act.fill('name', 'Ana');
  await act.fill('contact_id_field', '34666123456');
  const there = await anotherPerson({ role: null });
  await there.act.account.openSignIn();
  await there.act.account.signIn(EMAIL);
  await there.act.account.openAccount();
  await there.act.account.signOutEverywhereElse();
  await expect(there.find.account.done('You are signed out everywhere else.')).toBeVisible();

  await act.save();
  await expect(find.addDialog().getByRole('alert')).toContainText(ENDED);
  await act.signInInAnotherTab(EMAIL);
  await act.save();
  await expect(find.success('Ana was added.')).toBeVisible();
  await check.shows('Ana', 'José', 'Maria');
});

test('a switch goes back, says so to everyone, and works after signing in', async ({ act, anotherPerson, check, directory, find }) => {
  await act.open();
  const admin = await anotherPerson();
  await admin.act.account.endSessionsOf(EMAIL);
  await act.flip('proactive', 'José');
  await expect(find.refusal(`José, Proactive messages was not changed. ${ENDED}`)).toBeVisible();
  await check.permission('proactive', 'José', 'blocked');
  expect((await directory.get(jose.id)).version).toBe(1);

  await act.signInInAnotherTab(EMAIL);
  await act.flip('proactive', 'José');
  await expect(find.success('José, Proactive messages: Active')).toBeVisible();
  await check.permission('proactive', 'José', 'active');
});

test('a search says so, keeps what was there, and can be tried again after signing in', async ({ act, anotherPerson, check, find }) => {
  await act.open();
  const admin = await anotherPerson();
  await admin.act.account.endSessionsOf(EMAIL);
  await act.search('jose');
  await expect(find.alert(ENDED)).toBeVisible();
  await check.showsInAnyOrder('José', 'Maria');
  await act.signInInAnotherTab(EMAIL);
  await find.button('Try again').click();
  await check.shows('José');
  await expect(find.alert(ENDED)).toBeHidden();
});

test('reloading leads to the sign-in and back', async ({ act, anotherPerson, check, find, page }) => {
  await act.open('?q=maria');
  const admin = await anotherPerson();
  await admin.act.account.endSessionsOf(EMAIL);
  await page.reload();
  await check.mustSignIn('/audiences/chat/contacts?q=maria');
  await act.account.signIn(EMAIL);
  await act.alive();
  await check.shows('Maria');
  await expect(find.searchBox()).toHaveValue('maria');
});

test('someone else who signs in instead saves in their own name', async ({ act, anotherPerson, directory, find, watch }) => {
  watch.expects(/403/);
  await act.open(`?contact=${jose.id}`);
  await act.fill('name', 'José María');
  const admin = await anotherPerson();
  await admin.act.account.endSessionsOf(EMAIL);
  await act.save();
  await expect(find.editDialog().getByRole('alert')).toContainText(ENDED);
  await act.signInInAnotherTab(emailOf('viewer'));
  await act.save();
  await expect(find.editDialog().getByRole('alert')).toContainText('Your role does not allow this.');
  await expect(find.field('name')).toHaveValue('José María');
  expect((await directory.get(jose.id)).fields.name).toBe('José');
});

test('signing in elsewhere ends nothing here', async ({ act, check, find, server }) => {
  await act.open();
  await signIn(server.url, EMAIL);
  await act.flip('reactive', 'José');
  await expect(find.success('José, Reactive messages: Blocked')).toBeVisible();
  await check.permission('reactive', 'José', 'blocked');
});

test.describe('a Spanish browser', () => {
  test.use({ locale: 'es-ES' });

  test('is told in Spanish and signs in again', async ({ act, anotherPerson, find, words }) => {
    await act.open(`?contact=${jose.id}`);
    await act.fill('name', 'José María');
    const admin = await anotherPerson();
    await admin.act.account.endSessionsOf(EMAIL);
    await act.save();
    await expect(find.editDialog().getByRole('alert')).toContainText(words.error_signed_out);
    await act.signInInAnotherTab(EMAIL);
    await act.save();
    await expect(find.success('José María')).toBeVisible();
  });
});

import { COOKIE, emailOf } from './accounts.mjs';
import { expect, test } from './fixtures.ts';

/** Events a page. */
const PAGE = 50;

test('what happened is listed, the newest first', async ({ act, anotherPerson, find, page, watch }) => {
  watch.expects(/403/, /422/);
  const editor = await anotherPerson({ role: null });
  await editor.act.account.openSignIn();
  await editor.act.account.signIn(emailOf('editor'), 'wrong');
  await expect(editor.find.alert('The e-mail address or the password is not right.')).toBeVisible();
  await editor.act.account.signIn(emailOf('editor'));
  await editor.act.alive();
  await editor.page.goto('/settings/tokens');
  await expect(editor.find.heading()).toHaveText('Your role does not allow this');
  await editor.act.account.signOut(emailOf('editor'));
  await act.account.openSettings('tokens');
  await act.account.makeToken('CRM', 'contacts:read');
  await find.account.link('Back').click();
  await act.account.revokeToken('CRM');
  await act.account.openSettings('operators');
  await act.account.setRole(emailOf('viewer'), 'editor');

  await find.account.tab('activity').click();
  const [admin, other, viewer] = [emailOf('admin'), emailOf('editor'), emailOf('viewer')];
  const newest = [
    ['Role changed', admin, viewer, 'Editor'],
    ['Token revoked', admin, 'CRM'],
    ['Token made', admin, 'CRM', 'contacts:read'],
    ['Signed out', other],
    ['Not allowed', other, '/settings/tokens'],
    ['Signed in', other],
    ['Sign-in failed', other],
  ];
  for (const [at, texts] of newest.entries()) {
    for (const text of texts) await expect(find.account.events().nth(at)).toContainText(text);
  }
  // From the shell, before anybody could sign in.
  await expect(find.account.events().last()).toContainText('Operator added');
  await expect(find.account.events().last()).toContainText('Command line');
  const times = await page.getByRole('time').evaluateAll((all) => all.map((time) => time.getAttribute('datetime') ?? ''));
  expect(times).toEqual([...times].sort().reverse());
  expect(await page.content()).not.toMatch(/wrong|cct_/);
});

test.describe('in Spanish', () => {
  test.use({ locale: 'es-ES' });

  test('it is in Spanish, its details too', async ({ act, find, accountWords }) => {
    await act.account.openSettings('operators');
    await act.account.setRole(emailOf('viewer'), 'admin');
    await act.account.endSessionsOf(emailOf('editor'));
    await act.account.openAccount();
    await act.account.turnOnSecondFactor();
    await act.account.openSettings('activity');
    const events = find.account.events();
    await expect(events.nth(0)).toContainText(accountWords.event_second_factor_on);
    await expect(events.nth(1)).toContainText(accountWords.event_session_ended);
    await expect(events.nth(1)).toContainText(accountWords.detail_all);
    await expect(events.nth(2)).toContainText(accountWords.event_role_changed);
    await expect(events.nth(2)).toContainText('Administrador');
  });

  test('signing out everywhere else has words for its detail', async ({ act, anotherPerson, find, accountWords }) => {
    const there = await anotherPerson({ role: null });
    await there.act.account.openSignIn();
    await there.act.account.signIn(emailOf('admin'));
    await there.act.account.openAccount();
    await there.act.account.signOutEverywhereElse();
    await there.act.account.openSettings('activity');
    await expect(there.find.account.events().first()).toContainText(accountWords.detail_others);
    await act.account.openSettings('activity');
    await expect(find.heading()).toHaveText(accountWords.sign_in);
  });
});

test('older events are on further pages', async ({ act, find, page, server }) => {
  const events = find.account.events();
  await act.account.openSettings('activity');
  const before = await events.count();
  expect(before).toBeLessThan(PAGE);
  await expect(find.account.link('Older')).toHaveCount(0);
  for (let number = 1; number <= PAGE; number += 1) {
    await fetch(`${server.url}/settings/activity?before=${number}`, { headers: { cookie: `${COOKIE}=${server.sessions.viewer}` } });
  }

  await page.reload();
  await expect(events).toHaveCount(PAGE);
  await expect(find.account.link('Newest')).toHaveCount(0);
  await expect(events.last()).toContainText('Not allowed');
  await find.account.link('Older').click();
  await expect(events).toHaveCount(before);
  await expect(events.first()).toContainText('Signed in');
  await expect(find.account.link('Older')).toHaveCount(0);
  // Another language stays on the page.
  await find.preferencesButton().click();
  await find.radio('Español').check();
  await find.button('Apply').click();
  await expect(page.getByRole('table', { name: 'Actividad' }).getByRole('row')).toHaveCount(before + 1);
  await page.getByRole('link', { name: 'Lo último' }).click();
  await expect(page.getByRole('link', { name: 'Anteriores' })).toBeVisible();
});

test('an address that somebody has spoilt shows the newest', async ({ find, page }) => {
  await page.goto('/settings/activity?before=%27');
  await expect(find.account.events().first()).toContainText('Signed in');
  await page.goto('/settings/activity?before=1');
  await expect(page.getByText('Nothing has happened yet.')).toBeVisible();
  await expect(find.account.link('Newest')).toBeVisible();
});

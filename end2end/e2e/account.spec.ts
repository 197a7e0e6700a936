import { COOKIE, emailOf, PASSWORD, signIn } from './accounts.mjs';
import { LIST } from './actions.ts';
import { expect, test } from './fixtures.ts';

test.use({ role: 'editor' });

const EMAIL = emailOf('editor');
const NEW_PASSWORD = 'four quiet lanterns drift';

test('the menu leads to it and says whose it is', async ({ act, find, page }) => {
  await act.open();
  await find.account.menuButton(EMAIL).click();
  await find.account.menu(EMAIL).getByRole('link', { name: 'My account' }).click();
  await expect(find.heading()).toHaveText('My account');
  await expect(page.getByText(`${EMAIL} · Editor`)).toBeVisible();
  await find.breadcrumb().getByRole('link', { name: 'Contacts' }).click();
  await expect(page).toHaveURL(LIST);
});

test('the styles are sent as small as they can be made', async ({ server }) => {
  for (const path of ['/pkg/chat-contacts.css', '/account.css']) {
    const style = await (await fetch(server.url + path)).text();
    expect(style.length, path).toBeGreaterThan(1000);
    expect(style, path).not.toMatch(/\/\*|\n\s/);
  }
});

test.describe('the password', () => {
  test('another one ends the other sessions, and this one goes on', async ({ act, anotherPerson, find, server, watch }) => {
    watch.expects(/422/);
    const there = await anotherPerson({ role: null });
    await there.act.account.openSignIn();
    await there.act.account.signIn(EMAIL);
    await expect(there.page).toHaveURL(LIST);

    await act.account.openAccount();
    await act.account.changePassword(PASSWORD, NEW_PASSWORD);
    await expect(find.account.done('Your password was changed.')).toBeVisible();
    await expect(find.account.sessions()).toHaveCount(1);
    await act.open();
    await expect(find.addLink()).toBeVisible();

    await there.page.goto('/account');
    await there.check.mustSignIn('/account');
    await there.act.account.signIn(EMAIL);
    await expect(there.find.alert('The e-mail address or the password is not right.')).toBeVisible();
    await there.act.account.signIn(EMAIL, NEW_PASSWORD);
    await expect(there.find.heading()).toHaveText('My account');

    // The former token of this very browser opens nothing any more either.
    const answer = await fetch(`${server.url}/api/v1/me`, { headers: { cookie: `${COOKIE}=${server.sessions.editor}` } });
    expect(answer.status).toBe(401);
  });

  for (const [mistake, current, next, field, message] of [
    ['the present one is wrong', 'wrong', NEW_PASSWORD, 'current_password', 'That is not your current password.'],
    ['the new one is short', PASSWORD, 'short', 'new_password', 'Use at least 8 characters.'],
    ['the new one is common', PASSWORD, 'password1', 'new_password', 'This is one of the passwords that everyone tries first.'],
  ] as const) {
    test(`is not changed where ${mistake}`, async ({ act, check, find, server, watch }) => {
      watch.expects(/422/);
      await act.account.openAccount();
      await act.account.changePassword(current, next);
      await check.markedWrong(find.account.field(field), message);
      await expect(find.account.field(field)).toBeFocused();
      await expect(find.account.field('current_password')).toHaveValue('');
      await expect(find.account.field('new_password')).toHaveValue('');
      await signIn(server.url, EMAIL);
    });
  }
});

test.describe('the sessions', () => {
  test('are listed with where they are, and one can be ended', async ({ act, anotherPerson, find }) => {
    const there = await anotherPerson({ role: null, userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0' });
    await there.act.account.openSignIn();
    await there.act.account.signIn(EMAIL);
    await expect(there.page).toHaveURL(LIST);

    await act.account.openAccount();
    await expect(find.account.sessions()).toHaveCount(2);
    await expect(find.account.thisSession().getByRole('button')).toHaveCount(0);
    await expect(find.account.otherSessions()).toContainText('Firefox · Linux');
    await expect(find.account.otherSessions()).toContainText('127.0.0.1');
    await act.account.endOtherSession();
    await expect(find.account.done('The session was ended.')).toBeVisible();
    await expect(find.account.sessions()).toHaveCount(1);
    await there.page.reload();
    await there.check.mustSignIn(LIST);
    await act.open();
    await expect(find.addLink()).toBeVisible();
  });

  test('end everywhere else at once', async ({ act, anotherPerson, find, server }) => {
    const there = await anotherPerson({ role: null });
    await there.act.account.openSignIn();
    await there.act.account.signIn(EMAIL);
    await expect(there.page).toHaveURL(LIST);
    await signIn(server.url, EMAIL);

    await act.account.openAccount();
    await expect(find.account.otherSessions()).toHaveCount(2);
    await act.account.signOutEverywhereElse();
    await expect(find.account.done('You are signed out everywhere else.')).toBeVisible();
    await expect(find.account.sessions()).toHaveCount(1);
    await expect(find.account.button('Sign out everywhere else')).toHaveCount(0);
    await there.page.reload();
    await there.check.mustSignIn(LIST);
  });

  test('end everywhere at once, here too', async ({ act, anotherPerson, check, find }) => {
    const there = await anotherPerson({ role: null });
    await there.act.account.openSignIn();
    await there.act.account.signIn(EMAIL);
    await expect(there.page).toHaveURL(LIST);

    await act.account.openAccount();
    await act.account.signOutEverywhere();
    await expect(find.account.done('You are signed out everywhere.')).toBeVisible();
    await act.account.openAccount();
    await check.mustSignIn('/account');
    await there.page.reload();
    await there.check.mustSignIn(LIST);
  });

  test('a question that is closed ends nothing', async ({ act, find, page, server }) => {
    await signIn(server.url, EMAIL);
    await act.account.openAccount();
    await find.account.button('Sign out everywhere else').click();
    const question = page.getByText('Every session but this one ends.');
    await expect(question).toBeVisible();
    await act.press('Escape');
    await expect(question).toBeHidden();
    await page.reload();
    await expect(find.account.sessions()).toHaveCount(2);
  });

  test('one that has ended already is said to be gone', async ({ act, find, server, watch }) => {
    watch.expects(/404/);
    const session = await signIn(server.url, EMAIL);
    await act.account.openAccount();
    await expect(find.account.otherSessions()).toHaveCount(1);
    await fetch(`${server.url}/sign-out`, { method: 'POST', headers: { cookie: `${COOKIE}=${session}` }, redirect: 'manual' });
    await act.account.endOtherSession();
    await expect(find.heading()).toHaveText('That did not work');
    await find.account.link('Back').click();
    await expect(find.account.sessions()).toHaveCount(1);
  });
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'language and theme' : 'language and theme without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('are chosen there', async ({ act, find, page }) => {
      await act.account.openAccount();
      const section = find.account.section('Language and appearance');
      await section.getByRole('radio', { name: 'Español' }).check();
      await section.getByRole('radio', { name: 'Dark' }).check();
      await section.getByRole('button', { name: 'Apply' }).click();
      await expect(find.heading()).toHaveText('Mi cuenta');
      await expect(page).toHaveURL('/account');
      await expect(page.locator('html')).toHaveAttribute('lang', 'es');
      await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
      await page.goto('/sign-in?next=%2Faccount');
      await expect(find.heading()).toHaveText('Mi cuenta');
    });
  });
}

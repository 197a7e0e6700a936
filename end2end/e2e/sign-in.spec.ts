import { emailOf, PASSWORD } from './accounts.mjs';
import { LIST } from './actions.ts';
import { expect, test } from './fixtures.ts';

test.use({ role: null });

const EMAIL = emailOf('editor');
const WRONG = 'The e-mail address or the password is not right.';

test('signing in leads to where one wanted to go', async ({ act, check, directory, find, page }) => {
  await directory.add('José García');
  await directory.add('Maria Schmidt');
  const wanted = `${LIST}?q=jose&reactive=active`;
  await page.goto(wanted);
  await check.mustSignIn(wanted);
  await act.account.signIn(EMAIL);
  await expect(page).toHaveURL(wanted);
  await act.alive();
  await check.shows('José García');
  await expect(find.searchBox()).toHaveValue('jose');
});

test('the way there outlives mistakes and another language', async ({ act, find, page, watch }) => {
  watch.expects(/422/);
  await page.goto(`${LIST}?q=jose`);
  await act.account.signIn(EMAIL, 'wrong');
  await expect(find.alert(WRONG)).toBeVisible();
  await find.preferencesButton().click();
  await find.radio('Español').check();
  await find.button('Apply').click();
  await expect(find.heading()).toHaveText('Iniciar sesión');
  await page.getByLabel('Correo electrónico').fill(EMAIL);
  await page.getByLabel('Contraseña').fill(PASSWORD);
  await page.getByRole('button', { name: 'Iniciar sesión' }).click();
  await expect(page).toHaveURL(`${LIST}?q=jose`);
});

test('a wrong password and an unknown address are told apart by nothing', async ({ act, find, watch }) => {
  watch.expects(/422/);
  await act.account.openSignIn();
  for (const [email, password] of [[EMAIL, 'wrong'], ['nobody@example.com', PASSWORD], ['nobody', '']] as const) {
    await act.account.signIn(email, password);
    await expect(find.alert(WRONG)).toHaveText(WRONG);
    await expect(find.account.field('email')).toHaveValue(email);
    await expect(find.account.field('password')).toHaveValue('');
    await expect(find.account.field('password')).toBeFocused();
    for (const field of ['email', 'password'] as const) {
      await expect(find.account.field(field)).toHaveAttribute('aria-invalid', 'true');
      await expect(find.account.field(field)).toHaveAccessibleDescription(WRONG);
    }
  }
});

test('after several failures it says how long to wait, and keeps nobody else waiting', async ({ act, anotherPerson, find, watch }) => {
  watch.expects(/422/, /429/);
  await act.account.openSignIn();
  const wait = find.alert(/^Too many attempts\. Try again in \d+ s\.$/);
  // The wait doubles with each failure, so it shows sooner or later however slow the machine is.
  for (let attempt = 1; attempt <= 12 && !(await wait.isVisible()); attempt += 1) {
    await act.account.signIn(EMAIL, `wrong ${attempt}`);
    await expect(wait.or(find.alert(WRONG))).toBeVisible();
  }
  await expect(wait).toBeVisible();
  await expect(find.account.field('email')).toHaveValue(EMAIL);
  const eva = await anotherPerson({ role: null });
  await eva.act.account.openSignIn();
  await eva.act.account.signIn(emailOf('viewer'));
  await expect(eva.page).toHaveURL(LIST);
});

for (const next of ['https://evil.example/', '//evil.example/', '/\\evil.example/', '/\t/evil.example/', 'javascript:alert(1)']) {
  test(`signing in does not lead to ${JSON.stringify(next)}`, async ({ act, page, server }) => {
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await act.account.signIn(EMAIL);
    await page.waitForURL((address) => address.pathname !== '/sign-in');
    expect(new URL(page.url()).origin).toBe(server.url);
  });
}

test('whoever is signed in already goes on', async ({ act, page }) => {
  await act.account.openSignIn();
  await act.account.signIn(EMAIL);
  await expect(page).toHaveURL(LIST);
  await page.goto(`/sign-in?next=${encodeURIComponent(`${LIST}?q=a`)}`);
  await expect(page).toHaveURL(`${LIST}?q=a`);
});

test('after signing out nothing is left in the window', async ({ act, check, directory, find, page }) => {
  await directory.add('José García');
  await act.account.openSignIn();
  await act.account.signIn(EMAIL);
  await act.alive();
  await check.shows('José García');
  await act.account.signOut(EMAIL);
  await expect(find.account.done('You are signed out.')).toBeVisible();
  await act.back();
  await check.mustSignIn(LIST);
  await expect(page.getByText('José García')).toHaveCount(0);
  await page.goto(LIST);
  await check.mustSignIn(LIST);
});

test('by keyboard alone', async ({ act, check, find, page }) => {
  await act.account.openSignIn();
  await check.focusIsVisible();
  await page.keyboard.type(EMAIL);
  await act.press('Tab');
  await check.focusIsVisible();
  await page.keyboard.type(PASSWORD);
  await act.press('Enter');
  await expect(page).toHaveURL(LIST);
  await act.alive();
  await find.account.menuButton(EMAIL).focus();
  await act.press('Enter');
  await act.press('Tab');
  await expect(find.account.menu(EMAIL).getByRole('link', { name: 'My account' })).toBeFocused();
  await act.press('Tab');
  await expect(find.account.menu(EMAIL).getByRole('link', { name: 'Settings' })).toBeFocused();
  await act.press('Tab');
  await act.press('Enter');
  await expect(find.account.done('You are signed out.')).toBeVisible();
});

test('the session is a cookie that no script reads', async ({ act, page }) => {
  await act.account.openSignIn();
  await act.account.signIn(EMAIL);
  await act.alive();
  expect(await page.evaluate(() => document.cookie)).not.toContain('cc_session');
  const cookie = (await page.context().cookies()).find(({ name }) => name === 'cc_session');
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
});

test.describe('a Spanish browser', () => {
  test.use({ locale: 'es-ES' });

  test('is asked, refused and let in in Spanish', async ({ act, check, find, page, watch }) => {
    watch.expects(/422/);
    await page.goto(LIST);
    await check.mustSignIn(LIST);
    await expect(page.locator('html')).toHaveAttribute('lang', 'es');
    await act.account.signIn(EMAIL, 'wrong');
    await expect(find.alert('El correo o la contraseña no son correctos.')).toBeVisible();
    await act.account.signIn(EMAIL);
    await expect(find.heading()).toHaveText('Contactos');
    await act.account.signOut(EMAIL);
    await expect(find.account.done('Has cerrado la sesión.')).toBeVisible();
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('one signs in, is refused and signs out', async ({ act, check, directory, find, page, watch }) => {
    watch.expects(/422/, /csp GET \S+\.js$/);
    await directory.add('José García');
    await page.goto(LIST);
    await act.account.signIn(EMAIL, 'wrong');
    await expect(find.alert(WRONG)).toBeVisible();
    await act.account.signIn(EMAIL);
    await check.shows('José García');
    await act.account.signOut(EMAIL);
    await expect(find.account.done('You are signed out.')).toBeVisible();
  });
});

import { LIST } from './actions.ts';
import { expect, test } from './fixtures.ts';

test.use({ accounts: false, role: null });

const EMAIL = 'ana@example.com';
const CHOSEN = 'four quiet lanterns drift';

test('without accounts every page leads to the sign-in, which lets nobody in', async ({ act, check, find, page, watch }) => {
  watch.expects(/422/);
  for (const address of ['/', LIST, `${LIST}?q=jose`, '/account', '/settings/operators']) {
    await page.goto(address);
    await check.mustSignIn(address === '/' ? LIST : address);
  }
  await act.account.signIn(EMAIL, CHOSEN);
  await expect(find.alert('The e-mail address or the password is not right.')).toBeVisible();
});

test('the printed link makes the first admin, who lands in the console', async ({ act, find, server }) => {
  await act.account.openSetup(server);
  await expect(find.heading()).toHaveText('Create the first account');
  await expect(find.account.field('email')).toBeFocused();
  await act.account.createFirstAccount(EMAIL, CHOSEN);
  await act.alive();
  await expect(find.page).toHaveURL(LIST);
  await expect(find.addLink()).toBeVisible();
  await find.account.menuButton(EMAIL).click();
  await expect(find.account.menu(EMAIL)).toContainText('Admin');
  await find.account.menu(EMAIL).getByRole('link', { name: 'Settings' }).click();
  await expect(find.account.operators()).toHaveCount(1);
  await act.account.signOut(EMAIL);
  await act.account.signIn(EMAIL, CHOSEN);
  await expect(find.page).toHaveURL(LIST);
});

for (const [mistake, email, password, field, message] of [
  ['a short password', EMAIL, 'short', 'password', 'Use at least 8 characters.'],
  ['a password that everyone tries', EMAIL, 'password1', 'password', 'This is one of the passwords that everyone tries first.'],
  ['a password that is too long', EMAIL, 'x'.repeat(129), 'password', 'Use at most 128 characters.'],
  ['an address that is none', 'ana', CHOSEN, 'email', 'This is not an e-mail address.'],
] as const) {
  test(`${mistake} is told at its field, and nothing else is lost`, async ({ act, check, find, server, watch }) => {
    watch.expects(/422/);
    await act.account.openSetup(server);
    await act.account.createFirstAccount(email, password);
    await check.markedWrong(find.account.field(field), message);
    await expect(find.account.field(field)).toBeFocused();
    await expect(find.account.field('email')).toHaveValue(email);
    await expect(find.account.field('password')).toHaveValue('');
    await act.account.createFirstAccount(EMAIL, CHOSEN);
    await expect(find.page).toHaveURL(LIST);
  });
}

test('the link works once, and says so afterwards', async ({ act, anotherPerson, find, page, server, watch }) => {
  watch.expects(/410/);
  await act.account.openSetup(server);
  await act.account.createFirstAccount(EMAIL, CHOSEN);
  await act.alive();

  // By those who come back to it, and by whoever else found it.
  await act.back();
  await expect(find.heading()).toHaveText('This link no longer works');
  const answer = await page.reload();
  expect(answer?.status()).toBe(410);
  await expect(page.getByText('The first account exists already')).toBeVisible();

  const eva = await anotherPerson({ role: null });
  await eva.act.account.openSetup(server);
  await expect(eva.find.heading()).toHaveText('This link no longer works');
  await eva.find.account.link('Go to sign in').click();
  await eva.act.account.signIn(EMAIL, CHOSEN);
  await expect(eva.page).toHaveURL(LIST);
});

test('a form that was open when somebody else was first changes nothing', async ({ act, anotherPerson, find, server, watch }) => {
  watch.expects(/410/, /422/);
  await act.account.openSetup(server);
  const eva = await anotherPerson({ role: null });
  await eva.act.account.openSetup(server);
  await eva.act.account.createFirstAccount('eva@example.com', CHOSEN);
  await eva.act.alive();
  await act.account.createFirstAccount(EMAIL, CHOSEN);
  await expect(find.heading()).toHaveText('This link no longer works');
  await find.account.link('Go to sign in').click();
  await act.account.signIn(EMAIL, CHOSEN);
  await expect(find.alert('The e-mail address or the password is not right.')).toBeVisible();
});

test('a made-up link opens nothing', async ({ find, page, watch }) => {
  watch.expects(/410/);
  for (const address of ['/setup', '/setup?token=', `/setup?token=${'0'.repeat(64)}`]) {
    const answer = await page.goto(address);
    expect(answer?.status()).toBe(410);
    await expect(find.heading()).toHaveText('This link no longer works');
  }
});

test('a restart prints a new link, and the old one is void', async ({ act, find, page, server, watch }) => {
  watch.expects(/410/);
  await act.account.openSetup(server);
  const former = server.setupLink;
  await server.stop();
  server.log = '';
  await server.resume();
  await act.account.openSetup(server);
  await expect(find.heading()).toHaveText('Create the first account');
  await page.goto(former);
  await expect(find.heading()).toHaveText('This link no longer works');
});

test.describe('in Spanish, without JavaScript', () => {
  test.use({ locale: 'es-ES', javaScriptEnabled: false });

  test('the first account is made all the same', async ({ act, find, page, server, watch }) => {
    watch.expects(/422/, /csp GET \S+\.js$/);
    await act.account.openSetup(server);
    await expect(page.locator('html')).toHaveAttribute('lang', 'es');
    await act.account.createFirstAccount(EMAIL, 'corta');
    await expect(page.getByText('Usa al menos 8 caracteres.')).toBeVisible();
    await act.account.createFirstAccount(EMAIL, CHOSEN);
    await expect(find.heading()).toHaveText('Contactos');
  });
});

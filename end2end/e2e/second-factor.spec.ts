import { emailOf, PASSWORD } from './accounts.mjs';
import { LIST } from './actions.ts';
import { expect, test } from './fixtures.ts';
import { totp } from './totp.mjs';

test.use({ role: 'editor' });

const EMAIL = emailOf('editor');
const WRONG_CODE = 'That code is not right, or it was used already.';

test('setting it up shows a QR code, a key to type and then ten recovery codes', async ({ act, find, page }) => {
  const secret = await act.account.beginSecondFactor();
  expect(secret).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
  await expect(page.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible();
  await expect(find.account.field('offer_code')).toBeFocused();
  await act.account.confirmSecondFactor(totp(secret));
  await expect(find.heading()).toHaveText('Your recovery codes');
  await expect(find.account.recoveryCodes()).toHaveCount(10);
  const codes = await find.account.recoveryCodes().allInnerTexts();
  expect(new Set(codes).size).toBe(10);
  await find.account.link('I have saved them').click();
  await expect(find.account.section('Second factor')).toContainText('On. Signing in asks for a code');
});

test('a wrong code turns nothing on', async ({ act, check, find, watch }) => {
  watch.expects(/422/);
  await act.account.beginSecondFactor();
  await act.account.confirmSecondFactor('12345');
  await check.markedWrong(find.account.field('offer_code'), WRONG_CODE);
  await find.account.link('Back').click();
  await expect(find.account.section('Second factor')).toContainText('Off.');
});

test('after a wrong code another QR code can be asked for, and the former one counts no more', async ({ act, find, watch }) => {
  watch.expects(/422/);
  const former = await act.account.beginSecondFactor();
  await act.account.confirmSecondFactor('12345');
  await act.account.press('Show another QR code');
  const secret = await find.account.secret().innerText();
  expect(secret).not.toBe(former);
  await act.account.confirmSecondFactor(totp(former));
  await expect(find.page.getByText(WRONG_CODE)).toBeVisible();
  await act.account.confirmSecondFactor(totp(secret));
  await expect(find.account.recoveryCodes()).toHaveCount(10);
});

test('signing in then takes a code as well', async ({ act, anotherPerson, watch }) => {
  watch.expects(/422/);
  const { secret } = await act.account.turnOnSecondFactor();
  const { act: there, check, find, page } = await anotherPerson({ role: null });
  await page.goto(`${LIST}?q=jose`);
  await there.account.signIn(EMAIL);
  await expect(find.heading()).toHaveText('Enter your code');
  await expect(find.account.field('code')).toBeFocused();

  // The password alone opens nothing.
  await page.goto('/account');
  await check.mustSignIn('/account');
  await page.goto(`/sign-in/code?next=${encodeURIComponent(`${LIST}?q=jose`)}`);

  await there.account.giveCode('000000');
  await check.markedWrong(find.account.field('code'), WRONG_CODE);
  // The app's next code: the present one was used to set it up.
  await there.account.giveCode(totp(secret, 1));
  await expect(page).toHaveURL(`${LIST}?q=jose`);
  await there.alive();
});

test('a code counts once', async ({ act, anotherPerson, find, watch }) => {
  watch.expects(/422/);
  const { secret } = await act.account.turnOnSecondFactor();
  const code = totp(secret, 1);
  for (const again of [false, true]) {
    const there = await anotherPerson({ role: null });
    await there.act.account.openSignIn();
    await there.act.account.signIn(EMAIL);
    await there.act.account.giveCode(code);
    if (again) await there.check.markedWrong(there.find.account.field('code'), WRONG_CODE);
    else await expect(there.page).toHaveURL(LIST);
  }
  await expect(find.account.recoveryCodes()).toHaveCount(10);
});

test('a recovery code lets one in once', async ({ act, anotherPerson, watch }) => {
  watch.expects(/422/);
  const { recoveryCodes } = await act.account.turnOnSecondFactor();
  const [first = '', second = ''] = recoveryCodes;
  const there = await anotherPerson({ role: null });
  await there.act.account.openSignIn();
  await there.act.account.signIn(EMAIL);
  await there.act.account.giveCode(first);
  await expect(there.page).toHaveURL(LIST);
  await there.act.account.signOut(EMAIL);

  await there.act.account.signIn(EMAIL);
  await there.act.account.giveCode(first);
  await there.check.markedWrong(there.find.account.field('code'), WRONG_CODE);
  await there.act.account.giveCode(` ${second.toUpperCase()} `);
  await expect(there.page).toHaveURL(LIST);
});

test('one can sign in as someone else instead', async ({ act, anotherPerson }) => {
  await act.account.turnOnSecondFactor();
  const there = await anotherPerson({ role: null });
  await there.act.account.openSignIn();
  await there.act.account.signIn(EMAIL);
  await there.act.account.press('Sign in as someone else');
  await there.act.account.signIn(emailOf('viewer'));
  await expect(there.page).toHaveURL(LIST);
});

test('it is removed with the password', async ({ act, anotherPerson, find, watch }) => {
  watch.expects(/422/);
  await act.account.turnOnSecondFactor();
  await act.account.openAccount();
  await act.account.turnOffSecondFactor('wrong');
  await expect(find.account.section('Second factor').getByText('That is not your current password.')).toBeVisible();
  await act.account.turnOffSecondFactor(PASSWORD);
  await expect(find.account.done('The second factor is off.')).toBeVisible();
  await expect(find.account.section('Second factor')).toContainText('Off.');

  const there = await anotherPerson({ role: null });
  await there.act.account.openSignIn();
  await there.act.account.signIn(EMAIL);
  await expect(there.page).toHaveURL(LIST);
});

test.describe('a Spanish browser without JavaScript', () => {
  test.use({ locale: 'es-ES', javaScriptEnabled: false });

  test('sets it up and is told so', async ({ act, find }) => {
    await act.account.turnOnSecondFactor();
    await expect(find.heading()).toHaveText('Tus códigos de recuperación');
    await find.account.link('Los he guardado').click();
    await expect(find.account.section('Segundo factor')).toContainText('Activado.');
  });
});

import { emailOf, PASSWORD } from './accounts.mjs';
import { LIST } from './actions.ts';
import { expect, test } from './fixtures.ts';

const CHOSEN = 'four quiet lanterns drift';
const BEA = 'bea@example.com';
const WRONG = 'The e-mail address or the password is not right.';

test.beforeEach(async ({ act }) => {
  await act.account.openSettings('operators');
});

test('everyone is listed, with oneself out of one’s own reach', async ({ find }) => {
  await expect(find.account.operators()).toHaveCount(3);
  const own = find.account.operator(emailOf('admin'));
  await expect(own).toContainText('You');
  await expect(own).toContainText('Another admin changes your own role and account.');
  await expect(own.getByRole('button')).toHaveCount(0);
  await expect(own.getByRole('combobox')).toHaveCount(0);
  await expect(find.account.roleChoice(emailOf('viewer'))).toHaveValue('viewer');
  await expect(find.account.operator(emailOf('editor'))).toContainText('Active');
});

test('an invitation lets somebody choose a password and come in with their role', async ({ act, anotherPerson, find, watch }) => {
  watch.expects(/410/, /422/);
  const link = await act.account.invite(BEA, 'editor');
  await expect(find.heading()).toHaveText(`Invitation for ${BEA}`);
  await find.account.link('Back').click();
  await expect(find.account.operator(BEA)).toContainText('Invited');
  await expect(find.account.roleChoice(BEA)).toHaveValue('editor');

  const bea = await anotherPerson({ role: null });
  await bea.page.goto(link);
  await expect(bea.find.account.field('email')).toHaveValue(BEA);
  await expect(bea.find.account.field('new_password')).toBeFocused();
  await bea.act.account.choosePassword('short');
  await bea.check.markedWrong(bea.find.account.field('new_password'), 'Use at least 8 characters.');
  await bea.act.account.choosePassword(CHOSEN);
  await bea.act.alive();
  await expect(bea.page).toHaveURL(LIST);
  await expect(bea.find.addLink()).toBeVisible();
  await bea.find.account.menuButton(BEA).click();
  await expect(bea.find.account.menu(BEA)).toContainText('Editor');

  await find.page.reload();
  await expect(find.account.operator(BEA)).toContainText('Active');

  // Once.
  const answer = await bea.page.goto(link);
  expect(answer?.status()).toBe(410);
  await expect(bea.find.heading()).toHaveText('This link no longer works');
});

for (const [mistake, email, message] of [
  ['an address that is none', 'bea', 'This is not an e-mail address.'],
  ['somebody who is there already', ' Viewer@Example.com ', 'There is an account with this e-mail address already.'],
] as const) {
  test(`${mistake} is not invited`, async ({ check, find, page, watch }) => {
    watch.expects(/422/);
    await find.account.disclosure('Invite an operator').click();
    await find.account.field('email').fill(email);
    await page.getByRole('radio', { name: 'Admin' }).check();
    await find.account.button('Make the link').click();
    await check.markedWrong(find.account.field('email'), message);
    await expect(page.getByRole('radio', { name: 'Admin' })).toBeChecked();
    await expect(find.account.operators()).toHaveCount(3);
  });
}

test('a new link makes the former one void', async ({ act, anotherPerson, find, watch }) => {
  watch.expects(/410/);
  const former = await act.account.invite(BEA, 'viewer');
  await find.account.link('Back').click();
  const link = await act.account.newLink(BEA);
  const bea = await anotherPerson({ role: null });
  await bea.page.goto(former);
  await expect(bea.find.heading()).toHaveText('This link no longer works');
  await bea.page.goto(link);
  await bea.act.account.choosePassword(CHOSEN);
  await bea.act.alive();
  await expect(bea.find.addLink()).toHaveCount(0);
});

test('another role takes another sign-in', async ({ act, anotherPerson, find }) => {
  const viewer = await anotherPerson({ role: 'viewer' });
  await viewer.act.open();
  await act.account.setRole(emailOf('viewer'), 'admin');
  await expect(find.account.done('The role was changed.')).toBeVisible();
  await expect(find.account.roleChoice(emailOf('viewer'))).toHaveValue('admin');
  await viewer.page.goto('/settings/operators');
  await viewer.check.mustSignIn('/settings/operators');
  await viewer.act.account.signIn(emailOf('viewer'));
  await expect(viewer.find.account.operators()).toHaveCount(3);
  // And back: whoever gave the role can be judged by it now.
  await viewer.act.account.setRole(emailOf('admin'), 'editor');
  await find.page.reload();
  await expect(find.heading()).toHaveText('Sign in');
});

test('whoever is disabled is out at once, until they are enabled', async ({ act, anotherPerson, find, watch }) => {
  watch.expects(/422/);
  const editor = await anotherPerson({ role: 'editor' });
  await editor.act.open();
  await act.account.disable(emailOf('editor'));
  await expect(find.account.done('The account was disabled.')).toBeVisible();
  await expect(find.account.operator(emailOf('editor'))).toContainText('Disabled');
  await editor.page.reload();
  await editor.check.mustSignIn(LIST);
  await editor.act.account.signIn(emailOf('editor'));
  await expect(editor.find.alert(WRONG)).toBeVisible();

  await act.account.enable(emailOf('editor'));
  await expect(find.account.done('The account was enabled.')).toBeVisible();
  await editor.act.account.signIn(emailOf('editor'));
  await expect(editor.page).toHaveURL(LIST);
});

test('a reset takes the password away and gives a link for a new one', async ({ act, anotherPerson, find, watch }) => {
  watch.expects(/422/);
  const editor = await anotherPerson({ role: 'editor' });
  await editor.act.account.turnOnSecondFactor();
  const link = await act.account.resetPassword(emailOf('editor'));
  await expect(find.heading()).toHaveText(`New password for ${emailOf('editor')}`);
  await editor.page.goto('/account');
  await editor.check.mustSignIn('/account');
  await editor.act.account.signIn(emailOf('editor'), PASSWORD);
  await expect(editor.find.alert(WRONG)).toBeVisible();
  await editor.page.goto(link);
  await editor.act.account.choosePassword(CHOSEN);
  await expect(editor.page).toHaveURL(LIST);
  await editor.page.goto('/account');
  await expect(editor.find.account.section('Second factor')).toContainText('Off.');
});

test('somebody’s sessions end, and they sign in again', async ({ act, anotherPerson }) => {
  const editor = await anotherPerson({ role: 'editor' });
  await editor.act.open();
  await act.account.endSessionsOf(emailOf('editor'));
  await editor.page.reload();
  await editor.check.mustSignIn(LIST);
  await editor.act.account.signIn(emailOf('editor'));
  await expect(editor.page).toHaveURL(LIST);
});

test('everyone’s sessions end, one’s own too', async ({ act, anotherPerson, check, find }) => {
  const editor = await anotherPerson({ role: 'editor' });
  await editor.act.open();
  await act.account.signEveryoneOut();
  await expect(find.account.done('You are signed out.')).toBeVisible();
  await editor.page.reload();
  await editor.check.mustSignIn(LIST);
  await find.page.goto('/settings/operators');
  await check.mustSignIn('/settings/operators');
});

test('one’s own account is refused by the server too, which keeps the last admin', async ({ find, page }) => {
  const { id } = await (await page.request.get('/api/v1/me')).json();
  for (const [what, form] of [
    ['role', { id, role: 'viewer' }],
    ['disable', { id }],
    ['reset', { id }],
  ] as const) {
    const answer = await page.request.post(`/settings/operators/${what}`, { form });
    expect([what, answer.status()]).toEqual([what, 422]);
    expect(await answer.text()).toContain('Another admin has to do this to your own account.');
  }
  await page.reload();
  await expect(find.account.operator(emailOf('admin'))).toContainText('Admin');
});

test('a menu is opened, walked and closed by keyboard', async ({ act, find }) => {
  const email = emailOf('viewer');
  await find.account.actionsButton(email).focus();
  await act.press('Enter');
  await act.press('Tab');
  await expect(find.account.disclosure('Reset password…')).toBeFocused();
  await act.press('Enter');
  await expect(find.account.actions(email).getByText('You get a link to send to them.')).toBeVisible();
  await act.press('Escape');
  await expect(find.account.actions(email)).toBeHidden();
  await expect(find.account.actionsButton(email)).toBeFocused();
});

test.describe('in Spanish, without JavaScript', () => {
  test.use({ locale: 'es-ES', javaScriptEnabled: false });

  test('somebody is invited, and disabled again', async ({ act, find, page }) => {
    await act.account.invite(BEA, 'viewer');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Invitación para ${BEA}`);
    await find.account.link('Volver').click();
    await act.account.disable(BEA);
    await expect(find.account.operator(BEA)).toContainText('Desactivado');
  });
});

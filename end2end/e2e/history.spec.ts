import { expect, test } from './fixtures.ts';
import { historyWordsOf } from './words.mjs';
import type { Contact } from './directory.ts';

let jose: Contact;

test.beforeEach(async ({ directory }) => {
  jose = await directory.add('José');
  await directory.add('Maria');
});

test('the clock of a row opens what happened, and Back and Escape close it', async ({ act, check, directory, find }) => {
  jose = await directory.change(jose, { name: 'Pepe', language: 'es' });
  await act.open('?q=pe');
  await act.openHistory('Pepe');
  await expect(find.moments()).toHaveCount(4);
  await expect(find.moments().first()).toContainText('Changed');
  await expect(find.moments().first()).toContainText('José → Pepe');
  await expect(find.moments().last()).toContainText('Created');
  await check.focusIsIn(find.historyDrawer());
  await check.address({ q: 'pe', history: jose.id });
  await act.back();
  await check.closed(find.historyDrawer());
  await check.address({ q: 'pe' });

  await act.openHistory('Pepe');
  await act.press('Escape');
  await check.closed(find.historyDrawer());
  await check.address({ q: 'pe' });
  await expect(find.historyLink('Pepe')).toBeFocused();
});

test('a linked history opens with the page', async ({ act, find }) => {
  await act.open(`?history=${jose.id}`);
  await expect(find.moments()).toHaveCount(3);
  await act.reload();
  await expect(find.moments()).toHaveCount(3);
});

test('as of a moment it shows what was so then', async ({ act, find, page }) => {
  const words = historyWordsOf('en');
  await act.open('?q=jos');
  await act.openHistory('José');
  const field = find.historyDrawer().getByLabel(words.as_of!);
  await field.fill('2020-01-01T00:00:00');
  await find.historyDrawer().getByRole('button', { name: words.show }).click();
  await expect(find.historyDrawer().getByText(words.not_there_yet!)).toBeVisible();
  expect(new URL(page.url()).searchParams.get('q')).toBe('jos');
  await find.historyDrawer().getByRole('link', { name: words.present }).click();
  await expect(find.moments()).toHaveCount(3);
});

test('after a switch one says why', async ({ act, find }) => {
  const words = historyWordsOf('en');
  await act.open();
  await act.flip('proactive', 'José');
  await find.addReasonLink().click();
  await expect(find.moments()).toHaveCount(4);
  const drawer = find.historyDrawer();
  await drawer.getByText(words.add_reason!, { exact: true }).click();
  await drawer.getByRole('textbox', { name: 'Reason' }).fill('They asked by telephone');
  await drawer.getByRole('combobox', { name: words.source }).selectOption({ label: words.source_offline! });
  await drawer.getByRole('button', { name: words.save_reason }).click();
  await expect(find.moments()).toHaveCount(5);
  await expect(find.moments().first()).toContainText('Proactive messages stays Active');
  await expect(find.moments().first()).toContainText('They asked by telephone');
  await expect(find.moments().first()).toContainText('Offline');
});

test('the form takes a reason and evidence where a permission changes', async ({ act, find }) => {
  await act.open();
  await act.openEdit('José');
  await expect(find.field('reason')).toBeHidden();
  await act.flipInForm('proactive');
  await act.fill('reason', 'Signed at the counter');
  await act.fill('evidence', 'form 12');
  await act.save();
  await expect(find.success('José was saved.')).toBeVisible();
  await act.openHistory('José');
  await expect(find.moments().first()).toContainText('Signed at the counter');
  await expect(find.moments().first()).toContainText('form 12');
});

test('what the contact stopped themselves an editor can’t open, and is told why', async ({ anotherPerson, directory, watch }) => {
  watch.expects(/409/);
  await directory.stop(jose);
  const editor = await anotherPerson({ role: 'editor' });
  await editor.act.open();
  await editor.act.flip('proactive', 'José');
  await expect(editor.find.refusal('The contact stopped these messages themselves.')).toBeVisible();
  await editor.check.permission('proactive', 'José', 'blocked');
  await editor.act.openEdit('José');
  await expect(editor.find.editDialog().getByText('Stopped by the contact on')).toBeVisible();
  await editor.act.flipInForm('proactive');
  await editor.act.fill('reason', 'r');
  await editor.act.fill('evidence', 'e');
  await editor.act.save();
  await expect(editor.find.editDialog().getByRole('alert')).toContainText('The contact stopped these messages themselves.');
  expect((await directory.get(jose.id)).fields.proactive).toBe('blocked');
});

test('an admin opens it with a reason and evidence', async ({ act, check, directory, find, watch }) => {
  watch.expects(/409/);
  await directory.stop(jose);
  await act.open();
  await act.openEdit('José');
  await act.flipInForm('proactive');
  await act.save();
  await expect(find.editDialog().getByRole('alert')).toContainText('an admin with a reason and evidence');
  await act.fill('reason', 'They came back');
  await act.fill('evidence', 'ticket 9');
  await act.save();
  await expect(find.success('José was saved.')).toBeVisible();
  await check.permission('proactive', 'José', 'active');
});

test('the receipt opens in a tab of its own', async ({ act, find, page }) => {
  const words = historyWordsOf('en');
  await act.open(`?history=${jose.id}`);
  const [tab] = await Promise.all([
    page.waitForEvent('popup'),
    find.historyDrawer().getByRole('link', { name: words.receipt, exact: true }).click(),
  ]);
  await expect(tab.getByRole('heading', { level: 1 })).toHaveText(words.receipt_title!);
  await expect(tab.getByRole('listitem')).toHaveCount(2);
});

test.describe('a viewer', () => {
  test.use({ role: 'viewer' });

  test('reads the history and adds nothing', async ({ act, find }) => {
    await act.open();
    await act.openHistory('José');
    await expect(find.moments()).toHaveCount(3);
    await expect(find.historyDrawer().getByText(historyWordsOf('en').add_reason!)).toHaveCount(0);
  });
});

test.describe('in Spanish at 360 px', () => {
  test.use({ locale: 'es-ES', viewport: { width: 360, height: 740 } });

  test('it fits, and says everything in Spanish', async ({ act, check, find }) => {
    const words = historyWordsOf('es');
    await act.open();
    await act.openHistory('José');
    await expect(find.moments().last()).toContainText(words.created!);
    await expect(find.moments().first()).toContainText('Mensajes reactivos: Activo');
    await check.fitsTheWidth();
  });
});

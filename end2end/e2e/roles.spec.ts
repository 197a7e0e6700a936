import { emailOf } from './accounts.mjs';
import { LIST } from './actions.ts';
import type { Contact } from './directory.ts';
import { expect, test } from './fixtures.ts';

const SETTINGS = ['/settings', '/settings/operators', '/settings/tokens', '/settings/activity'];

let jose: Contact;

test.beforeEach(async ({ directory }) => {
  jose = await directory.add('José', { proactive: 'active', external_code: 'CRM-7', language: 'es-MX' });
  await directory.add('Maria');
});

test.describe('a viewer', () => {
  test.use({ role: 'viewer' });

  test('sees the permissions as words, and nothing to change them by', async ({ act, check, find, page }) => {
    await act.open();
    await check.shows('José', 'Maria');
    await check.shownPermission('proactive', 'José', 'active');
    await check.shownPermission('proactive', 'Maria', 'blocked');
    await expect(page.getByRole('switch')).toHaveCount(0);
    await expect(find.addLink()).toHaveCount(0);
    await expect(find.editLink('José')).toHaveCount(0);
    await act.search('jos');
    await check.shows('José');
    await act.filter('proactive', 'Blocked');
    await expect(page.getByRole('heading', { level: 2 })).toBeVisible();
    await expect(find.addLink()).toHaveCount(0);
  });

  test('opens a contact to look at it', async ({ act, check, find }) => {
    await act.open();
    await act.openView('José');
    const dialog = find.viewDialog();
    for (const [field, value] of [['name', 'José'], ['external_code', 'CRM-7'], ['contact_id_field', jose.fields.contact_id]] as const) {
      await expect(find.field(field)).toHaveValue(value);
      await expect(find.field(field)).toBeDisabled();
    }
    await expect(dialog.getByRole('switch')).toHaveCount(0);
    await expect(dialog.getByText('Active', { exact: true })).toHaveCount(2);
    // In its head and below.
    await expect(dialog.getByRole('button')).toHaveText(['', 'Close']);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await check.closed(dialog);
    await check.address({});
    await expect(find.viewLink('José')).toBeFocused();
  });

  test('is not led to a form by an address or a key', async ({ act, check, directory, find, page }) => {
    await act.open('?new');
    await act.painted();
    await expect(page.getByRole('dialog')).toHaveCount(0);

    await act.open();
    const sent = act.listen('set_permission');
    await act.press('n');
    await act.press('ArrowDown');
    await expect(find.row('José')).toBeFocused();
    await act.press('p');
    await act.press('r');
    await act.press('n');
    await act.painted();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await check.address({});
    expect(sent).toEqual([]);
    expect((await directory.list()).map(({ version }) => version)).toEqual([1, 1]);

    await act.press('e');
    await expect(find.viewDialog()).toBeVisible();
    await act.press('Escape');
    await check.closed(find.viewDialog());
  });

  test('opens a shared address of a contact read-only', async ({ act, find }) => {
    await act.open(`?q=jose&contact=${jose.id}`);
    await expect(find.viewDialog()).toBeVisible();
    await expect(find.saveButton()).toHaveCount(0);
    await expect(find.field('name')).toBeDisabled();
  });

  test('of an empty list is not asked to fill it', async ({ act, directory, find, page }) => {
    for (const contact of await directory.list()) await directory.remove(contact);
    await act.open();
    await expect(page.getByText('As soon as somebody adds a contact, it is here.')).toBeVisible();
    await expect(find.addLink()).toHaveCount(0);
  });

  test('is refused by the server too', async ({ directory, page }) => {
    const draft = { ...jose.fields, name: 'Pepe' };
    for (const [endpoint, data] of [
      ['set_permission', { id: jose.id, version: 1, permission: 'proactive', state: 'blocked' }],
      ['update_contact', { id: jose.id, version: 1, draft }],
      ['create_contact', { draft: { ...draft, contact_id: '34666123456' } }],
      ['delete_contact', { id: jose.id, version: 1 }],
    ] as const) {
      const answer = await page.request.post(`/rpc/${endpoint}`, { data });
      expect([endpoint, answer.status()]).toEqual([endpoint, 403]);
    }
    expect(await directory.get(jose.id)).toEqual(jose);
  });
});

test.describe('an editor', () => {
  test.use({ role: 'editor' });

  test('adds, switches, edits and deletes', async ({ act, check, directory, find }) => {
    await act.open();
    await act.flip('proactive', 'Maria');
    await expect(find.success('Maria, Proactive messages: Active')).toBeVisible();
    await act.openEdit('Maria');
    await act.fill('name', 'Mary');
    await act.save();
    await expect(find.success('Mary was saved.')).toBeVisible();
    await act.openEdit('José');
    await act.askToDelete();
    await act.confirmDelete('José');
    await expect(find.success('José was deleted.')).toBeVisible();
    await act.openNew();
    await act.fill('name', 'Ana');
    await act.fill('contact_id_field', '34666123456');
    await act.save();
    await expect(find.success('Ana was added.')).toBeVisible();
    await check.shows('Ana', 'Mary');
    expect((await directory.list('q=mary'))[0]?.fields.proactive).toBe('active');
  });
});

for (const role of ['viewer', 'editor'] as const) {
  test.describe(role, () => {
    test.use({ role });

    test(role === 'viewer' ? 'has an account but no settings' : 'has an account, and of the settings the imports', async ({ act, find, page, watch }) => {
      watch.expects(/403/);
      const menu = find.account.menu(emailOf(role));
      await act.open();
      await find.account.menuButton(emailOf(role)).click();
      await expect(menu.getByRole('link')).toHaveText(role === 'viewer' ? ['My account'] : ['My account', 'Settings']);
      await expect(menu).toContainText(role === 'viewer' ? 'Viewer' : 'Editor');
      for (const address of SETTINGS) {
        const answer = await page.goto(address);
        expect(answer?.status()).toBe(403);
        await expect(find.heading()).toHaveText('Your role does not allow this');
        await expect(find.account.menuButton(emailOf(role))).toBeVisible();
      }
      await find.account.link('Go to the contacts').click();
      await expect(page).toHaveURL(LIST);
      await menu.page().goto('/account');
      await expect(find.heading()).toHaveText('My account');
    });
  });
}

test.describe('the role changes in the meantime', () => {
  test.use({ role: 'editor' });

  test('the next save is refused and says why, with what was typed still there', async ({ act, anotherPerson, directory, find, page, watch }) => {
    watch.expects(/401/, /403/);
    await act.open(`?contact=${jose.id}`);
    await act.fill('name', 'José María');
    const admin = await anotherPerson();
    await admin.act.account.openSettings('operators');
    await admin.act.account.setRole(emailOf('editor'), 'viewer');
    await expect(admin.find.account.done('The role was changed.')).toBeVisible();

    // Another role takes another session.
    const said = find.editDialog().getByRole('alert');
    await act.save();
    await expect(said).toContainText('Your session has ended.');
    await act.signInInAnotherTab(emailOf('editor'));
    await act.save();
    await expect(said).toContainText('Your role does not allow this.');
    await expect(find.field('name')).toHaveValue('José María');
    expect(await directory.get(jose.id)).toEqual(jose);

    await act.cancel();
    await act.discard();
    await page.reload();
    await act.alive();
    await expect(find.viewLink('José')).toBeVisible();
    await expect(page.getByRole('switch')).toHaveCount(0);
  });

  test('a switch goes back and says why', async ({ act, anotherPerson, check, find, watch }) => {
    watch.expects(/401/, /403/);
    await act.open();
    const admin = await anotherPerson();
    await admin.act.account.openSettings('operators');
    await admin.act.account.setRole(emailOf('editor'), 'viewer');
    await expect(admin.find.account.done('The role was changed.')).toBeVisible();
    await act.signInInAnotherTab(emailOf('editor'));
    await act.flip('proactive', 'José');
    await expect(find.refusal('José, Proactive messages was not changed. Your role does not allow this.')).toBeVisible();
    await check.permission('proactive', 'José', 'active');
  });
});

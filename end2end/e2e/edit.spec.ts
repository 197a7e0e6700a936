import type { Contact } from './directory.ts';
import { expect, test } from './fixtures.ts';

let jose: Contact;

test.beforeEach(async ({ act, directory }) => {
  jose = await directory.add('José', { contact_id: '34666123456', external_code: 'CRM-7', language: 'es-MX' });
  await directory.add('Maria');
  await act.open();
});

test('the pencil opens the form with the contact’s values', async ({ act, check, find }) => {
  await act.openEdit('José');
  await check.address({ contact: jose.id });
  await expect(find.field('name')).toHaveValue('José');
  await expect(find.field('contact_id_field')).toHaveValue('34666123456');
  await expect(find.field('external_code')).toHaveValue('CRM-7');
  await expect(find.field('language')).toHaveValue('es-MX');
  await expect(find.field('channel')).toHaveValue('WhatsApp');
  await check.formPermission('proactive', 'blocked');
  await check.formPermission('reactive', 'active');
});

test('the contact ID and the channel can’t be changed, and the form says why', async ({ act, find }) => {
  await act.openEdit('José');
  await expect(find.field('contact_id_field')).toHaveAttribute('readonly');
  await expect(find.field('contact_id_field')).toHaveAccessibleDescription(
    'Permanent once saved: it is how the channel knows this person.',
  );
  await expect(find.field('channel')).toHaveAttribute('readonly');
  await expect(find.field('channel')).toHaveAccessibleDescription('Permanent together with the contact ID.');
});

test('Save keeps what was changed, closes, and shows it in the row', async ({ act, check, directory, find }) => {
  await act.openEdit('José');
  await act.fill('name', 'José María');
  await act.fill('external_code', '');
  await act.chooseLanguage('french', 'French');
  await act.flipInForm('proactive');
  await act.save();
  await expect(find.success('José María was saved.')).toBeVisible();
  await check.closed(find.editDialog());
  await check.address({});
  await check.shows('José María', 'Maria');
  await expect(find.cell('José María', 'external_code')).toHaveText('');
  await expect(find.cell('José María', 'language')).toContainText('French');
  await check.permission('proactive', 'José María', 'active');
  const { fields, version } = await directory.get(jose.id);
  expect(fields).toEqual({
    ...jose.fields,
    name: 'José María',
    external_code: null,
    language: 'fr',
    proactive: 'active',
  });
  expect(version).toBe(2);
});

test('the focus goes back to the pencil, after Save and after Cancel', async ({ act, check, find }) => {
  await act.openEdit('José');
  await check.focusIsIn(find.editDialog());
  await act.cancel();
  await expect(find.editLink('José')).toBeFocused();
  await act.openEdit('José');
  await act.fill('external_code', 'CRM-8');
  await act.save();
  await check.closed(find.editDialog());
  await expect(find.editLink('José')).toBeFocused();
});

test('an emptied name makes room for the contact ID', async ({ act, check }) => {
  await act.openEdit('José');
  await act.fill('name', '');
  await act.save();
  await check.shows('34666123456', 'Maria');
});

test('Back closes the form, and asks where something was typed', async ({ act, check, find }) => {
  await act.openEdit('José');
  await act.back();
  await check.closed(find.editDialog());
  await check.address({});

  await act.openEdit('José');
  await act.flipInForm('reactive');
  await act.back();
  await expect(find.discardDialog()).toBeVisible();
  await act.keepEditing();
  await check.address({ contact: jose.id });
  await check.formPermission('reactive', 'blocked');
  await act.cancel();
  await act.discard();
  await check.closed(find.editDialog());
  await check.permission('reactive', 'José', 'active');
});

test('typing and undoing it by hand leaves nothing to ask about', async ({ act, check, find }) => {
  await act.openEdit('José');
  await act.fill('name', 'José!');
  await act.fill('name', 'José');
  await act.press('Escape');
  await check.closed(find.editDialog());
  await check.closed(find.discardDialog());
});

test('the address of a contact can be shared, on the list or not', async ({ anotherPerson }) => {
  const eva = await anotherPerson();
  await eva.act.open(`?contact=${jose.id}`);
  await expect(eva.find.field('name')).toHaveValue('José');
  await eva.act.reload();
  await expect(eva.find.field('name')).toHaveValue('José');
  await eva.act.open(`?q=maria&contact=${jose.id}`);
  await expect(eva.find.field('name')).toHaveValue('José');
  await eva.check.shows('Maria');
  await eva.act.cancel();
  await eva.check.closed(eva.find.editDialog());
  await eva.check.address({ q: 'maria' });
});

test('the address of a contact that is no more says so', async ({ act, check, directory, find, watch }) => {
  watch.expects(/404/);
  await directory.remove(jose);
  await act.open(`?contact=${jose.id}`);
  await expect(find.editDialog().getByRole('alert')).toHaveText('This contact does not exist, or was deleted.');
  await find.editDialog().getByRole('button', { name: 'Close' }).last().click();
  await check.closed(find.editDialog());
  await check.address({});
});

test('an address that names no contact opens nothing', async ({ act, check, find }) => {
  await act.open('?contact=nonsense');
  await check.shows('José', 'Maria');
  await check.closed(find.editDialog());
});

test('a contact that somebody deleted meanwhile can’t be saved, and the form says why', async ({
  act,
  directory,
  find,
  watch,
}) => {
  watch.expects(/404/);
  await act.openEdit('José');
  await directory.remove(jose);
  await act.fill('name', 'José María');
  await act.save();
  await expect(find.editDialog().getByRole('alert')).toHaveText('This contact does not exist, or was deleted.');
  await expect(find.field('name')).toHaveValue('José María');
});

test('the form tells when the contact was added and changed', async ({ act, find }) => {
  await act.openEdit('José');
  await expect(find.editDialog().getByText(/Created .*\d{4}.* · Updated .*\d{4}/)).toBeVisible();
});

test.describe('names of every kind', () => {
  for (const [what, name] of [
    ['an emoji', '🦊 Fox 👩‍👩‍👧‍👦'],
    ['Arabic', 'محمد عبد الله'],
    ['Hebrew and Latin', 'דוד Cohen'],
    ['markup', '<script>document.title="hacked"</script><b>Bold</b>'],
    ['128 characters without a space', 'W'.repeat(128)],
    ['braces, quotes and ampersands', `{} "quoted" & 'single' %s`],
  ] as const) {
    test(`${what}: shown, edited and saved as they are`, async ({ act, check, directory, find, page }) => {
      const contact = await directory.add(name);
      await act.reload();
      await expect(find.row(name)).toBeVisible();
      await expect(find.cell(name, 'name')).toHaveText(name);
      await expect(page).toHaveTitle(/^Contacts/);
      await check.fitsTheWidth();
      await act.openEdit(name);
      await expect(find.field('name')).toHaveValue(name);
      await check.fitsTheWidth();
      await act.fill('external_code', name.slice(0, 40));
      await act.save();
      await check.closed(find.editDialog());
      expect((await directory.get(contact.id)).fields.name).toBe(name);
    });
  }
});

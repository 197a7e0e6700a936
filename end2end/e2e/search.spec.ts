import type { Finders } from './finders.ts';
import { expect, test } from './fixtures.ts';

test('the list shows every contact with all that is known about it', async ({ act, check, directory, find }) => {
  await directory.add('José García', {
    contact_id: '+34 666 123 456',
    external_code: 'CRM-7',
    language: 'es-MX',
    channel: 'sms',
    proactive: 'active',
    reactive: 'blocked',
  });
  await act.open();
  await expect(find.heading()).toHaveText('Contacts');
  await check.shows('José García');
  await expect(find.cell('José García', 'contact_id')).toHaveText('+34666123456');
  await expect(find.cell('José García', 'external_code')).toHaveText('CRM-7');
  await expect(find.cell('José García', 'channel')).toHaveText('SMS');
  await expect(find.cell('José García', 'language')).toContainText('Spanish (Mexico)');
  await expect(find.cell('José García', 'language')).toContainText('es-MX');
  await check.permission('proactive', 'José García', 'active');
  await check.permission('reactive', 'José García', 'blocked');
});

test('the root of the server leads to the contacts, and the breadcrumb says where they are', async ({ check, find, page }) => {
  await page.goto('/');
  await expect(page).toHaveURL(/\/audiences\/chat\/contacts$/);
  await expect(find.breadcrumb()).toHaveText(/Audiences.*Chat.*Contacts/);
  await check.says('No contacts');
});

test.describe('searching', () => {
  test.beforeEach(async ({ act, directory }) => {
    await directory.add('José García', { contact_id: '34666123456' });
    await directory.add('Maria Schmidt', { external_code: 'KD-4711' });
    await directory.add('Mario Rossi');
    await act.open();
  });

  test('rows follow what is typed, without accents and case', async ({ act, check }) => {
    await act.type('JOSE');
    await check.shows('José García');
    await check.says('1 contact');
    await check.address({ q: 'JOSE' });
  });

  test('every word must occur, in any order', async ({ act, check }) => {
    await act.search('schmidt maria');
    await check.shows('Maria Schmidt');
  });

  test('a phone number is found as people write it', async ({ act, check }) => {
    await act.search('+34 666-12');
    await check.shows('José García');
  });

  test('the external code is searched too', async ({ act, check }) => {
    await act.search('4711');
    await check.shows('Maria Schmidt');
  });

  test('the matching parts are marked', async ({ act, check, find }) => {
    await act.search('mari');
    await check.shows('Maria Schmidt', 'Mario Rossi');
    await expect(find.marks('Maria Schmidt')).toHaveText(['Mari']);
    await expect(find.marks('Mario Rossi')).toHaveText(['Mari']);
  });

  test('a screen reader hears how many match', async ({ act, check, find }) => {
    await expect(find.count('3 contacts')).toHaveAttribute('aria-live', 'polite');
    await act.search('mari');
    await check.says('2 contacts');
    await act.search('nobody');
    await check.says('No contacts');
  });

  test('the best match comes first', async ({ act, check, directory }) => {
    await directory.add('Anna Mario', { contact_id: '34600999999' });
    await directory.add('Mario');
    await act.search('mario');
    await check.shows('Mario', 'Mario Rossi', 'Anna Mario');
  });

  test('typing fast asks once', async ({ act, check }) => {
    const questions = act.listen('list_contacts');
    await act.typeAtOnce('maria');
    await check.shows('Maria Schmidt');
    expect(questions).toHaveLength(1);
    expect(questions[0]).toContain('q=maria');
  });

  test('an answer that comes late is dropped', async ({ act, check, page }) => {
    const slow = await act.holdBack('list_contacts', (body) => body.includes('q=rossi'));
    const answered = page.waitForResponse((answer) => (answer.request().postData() ?? '').includes('q=rossi'));
    await act.search('rossi');
    await slow.asked;
    await act.search('schmidt');
    await check.shows('Maria Schmidt');
    slow.release();
    await (await answered).finished();
    await act.painted();
    await check.shows('Maria Schmidt');
    await check.address({ q: 'schmidt' });
  });

  test('what is opened before the answer is there opens over what is asked', async ({ act, check, find, page }) => {
    await act.search('schmidt');
    await check.shows('Maria Schmidt');
    const slow = await act.holdBack('list_contacts', (body) => body.includes('q=rossi'));
    await act.search('rossi');
    await slow.asked;
    // As quick as no hand is: the rows of before are hidden when the answer takes its time.
    await find.editLink('Maria Schmidt').dispatchEvent('click');
    await expect(page).toHaveURL(/q=rossi&contact=/);
    slow.release();
  });

  test('while an answer takes long the table is busy and rows are hinted at', async ({ act, check, find }) => {
    const slow = await act.holdBack('list_contacts');
    await act.search('mari');
    await slow.asked;
    await expect(find.table()).toHaveAttribute('aria-busy', 'true');
    await expect(find.table().locator('tbody[aria-hidden=true] tr').first()).toBeVisible();
    slow.release();
    await check.shows('Maria Schmidt', 'Mario Rossi');
    await expect(find.table()).toHaveAttribute('aria-busy', 'false');
    await expect(find.table().locator('tbody[aria-hidden=true]')).toHaveCount(0);
  });

  test('a reload keeps what was searched', async ({ act, check, find }) => {
    await act.search('schmidt');
    await check.shows('Maria Schmidt');
    await act.reload();
    await expect(find.searchBox()).toHaveValue('schmidt');
    await check.shows('Maria Schmidt');
  });

  test('Back leads to the list before the search, Forward to the search', async ({ act, check, find, page }) => {
    await act.search('schmidt');
    await check.shows('Maria Schmidt');
    await act.back();
    await check.showsInAnyOrder('José García', 'Maria Schmidt', 'Mario Rossi');
    await expect(find.searchBox()).toHaveValue('');
    await page.evaluate(() => history.forward());
    await check.shows('Maria Schmidt');
    await expect(find.searchBox()).toHaveValue('schmidt');
  });

  test('Escape and the cross clear the search', async ({ act, check, find }) => {
    await act.search('schmidt');
    await check.shows('Maria Schmidt');
    await find.searchBox().press('Escape');
    await check.showsInAnyOrder('José García', 'Maria Schmidt', 'Mario Rossi');
    await act.search('rossi');
    await check.shows('Mario Rossi');
    await find.button('Clear search').click();
    await check.showsInAnyOrder('José García', 'Maria Schmidt', 'Mario Rossi');
    await expect(find.searchBox()).toHaveValue('');
    await expect(find.searchBox()).toBeFocused();
  });

  for (const [how, clear] of [
    ['Escape', async (find: Finders) => find.searchBox().press('Escape')],
    ['the cross', async (find: Finders) => find.button('Clear search').click()],
  ] as const) {
    test(`what was cleared by ${how} before it was asked is not asked any more`, async ({ act, check, find, page }) => {
      await page.clock.install();
      await act.reload();
      await page.clock.pauseAt(Date.now() + 60_000);
      const questions = act.listen('list_contacts');
      await act.search('rossi');
      await clear(find);
      // Far beyond what the box waits for the next stroke.
      await page.clock.runFor(1_000);
      await page.clock.resume();
      await expect(find.searchBox()).toHaveValue('');
      await check.address({});
      expect(questions).toEqual([]);
    });
  }

  test('where nothing matches, the page says so and what to do', async ({ act, check, find, page }) => {
    await act.search('zzzzzz');
    await expect(page.getByRole('heading', { name: 'No contact matches “zzzzzz”' })).toBeVisible();
    await expect(page.getByText('Check the spelling')).toBeVisible();
    await page.getByRole('link', { name: 'Show all contacts' }).click();
    await check.showsInAnyOrder('José García', 'Maria Schmidt', 'Mario Rossi');
    await expect(find.searchBox()).toHaveValue('');
  });
});

test('an empty database invites to add the first contact', async ({ act, check, find, page }) => {
  await act.open();
  await expect(page.getByRole('heading', { name: 'No contacts yet' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Add chat contact' }).last().click();
  await expect(find.addDialog()).toBeVisible();
  await act.fill('name', 'Ana');
  await act.fill('contact_id_field', '34666123456');
  await act.save();
  await check.shows('Ana');
  await expect(page.getByRole('heading', { name: 'No contacts yet' })).toBeHidden();
});

for (const [what, text] of [
  ['a percent sign', '100%'],
  ['an underscore', 'a_b'],
  ['a quotation mark', 'the "boss"'],
  ['an apostrophe', "O'Brien"],
  ['a backslash', 'back\\slash'],
  ['an asterisk', 'st*r'],
  ['an emoji', '🦊 Fox'],
  ['Arabic', 'محمد'],
  ['Chinese', '王小明'],
] as const) {
  test(`${what} is searched as plain text`, async ({ act, check, directory }) => {
    await directory.add(text);
    await directory.add('Somebody Else');
    await act.open();
    await act.search(text);
    await check.shows(text);
    await act.reload();
    await check.shows(text);
  });
}

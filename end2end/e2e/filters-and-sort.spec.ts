import { expect, test } from './fixtures.ts';

test.describe('filters', () => {
  test.beforeEach(async ({ act, directory }) => {
    await directory.add('Ana', { language: 'es', proactive: 'active', external_code: 'A-1' });
    await directory.add('Bruno', { channel: 'telegram', contact_id: '1234', language: 'de', reactive: 'blocked' });
    await directory.add('Chen', { channel: 'line', contact_id: 'chen_1' });
    await act.open();
  });

  test('by several channels', async ({ act, check, find }) => {
    await act.filter('channel', 'Telegram', 'LINE');
    await check.shows('Bruno', 'Chen');
    await expect(find.filterButton('channel')).toHaveAccessibleName('Channel: 2');
    await check.says('2 contacts');
    await expect(find.page).toHaveURL(/channel=telegram/);
    await expect(find.page).toHaveURL(/channel=line/);
  });

  test('by several languages, and by none', async ({ act, check, find }) => {
    await act.filter('language', 'Spanish', 'German');
    await check.shows('Ana', 'Bruno');
    await act.filter('language', 'Spanish', 'German', 'No language');
    await check.shows('Chen');
    await expect(find.filterButton('language')).toHaveAccessibleName('Language: 1');
    await check.address({ language: 'none' });
  });

  test('by proactive messages', async ({ act, check, find }) => {
    await act.filter('proactive', 'Active');
    await check.shows('Ana');
    await expect(find.filterButton('proactive')).toHaveAccessibleName('Proactive messages: Active');
    await act.filter('proactive', 'Blocked');
    await check.shows('Bruno', 'Chen');
    await act.filter('proactive', 'Any');
    await check.shows('Ana', 'Bruno', 'Chen');
    await check.address({});
  });

  test('by reactive messages', async ({ act, check }) => {
    await act.filter('reactive', 'Blocked');
    await check.shows('Bruno');
    await check.address({ reactive: 'blocked' });
  });

  test('by external code', async ({ act, check }) => {
    await act.filter('external_code', 'With code');
    await check.shows('Ana');
    await act.filter('external_code', 'Without code');
    await check.shows('Bruno', 'Chen');
    await check.address({ external_code: 'without' });
  });

  test('together with a search, and kept by a reload', async ({ act, check, find }) => {
    await act.filter('channel', 'WhatsApp', 'Telegram');
    await act.search('bru');
    await check.shows('Bruno');
    await act.reload();
    await check.shows('Bruno');
    await expect(find.filterButton('channel')).toHaveAccessibleName('Channel: 2');
    await find.filterButton('channel').click();
    await expect(find.filterChoice('Telegram')).toBeChecked();
    await expect(find.filterChoice('LINE')).not.toBeChecked();
  });

  test('are cleared at once, and the search stays', async ({ act, check, find }) => {
    await act.search('a');
    await act.filter('channel', 'LINE');
    await act.filter('reactive', 'Active');
    await expect(find.page.getByRole('heading', { name: 'No contact matches “a”' })).toBeVisible();
    await act.clearFilters();
    await check.shows('Ana');
    await check.address({ q: 'a' });
    await expect(find.clearFilters()).toBeHidden();
  });

  test('where nothing passes them, the page says so and clears them', async ({ act, check, find }) => {
    await act.filter('channel', 'Viber');
    await expect(find.page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
    await find.page.getByRole('main').getByRole('link', { name: 'Clear filters' }).last().click();
    await check.shows('Ana', 'Bruno', 'Chen');
  });

  test('Back undoes the last one', async ({ act, check, find }) => {
    await act.filter('channel', 'LINE');
    await check.shows('Chen');
    await act.back();
    await check.shows('Ana', 'Bruno', 'Chen');
    await expect(find.filterButton('channel')).toHaveAccessibleName('Channel');
  });

  test('offer a language as soon as somebody speaks it', async ({ act, check, find }) => {
    await act.openNew();
    await act.fill('name', 'Dmitri');
    await act.fill('contact_id_field', '79161234567');
    await act.chooseLanguage('russian', 'Russian');
    await act.save();
    await expect(find.row('Dmitri')).toBeVisible();
    await act.filter('language', 'Russian');
    await check.shows('Dmitri');
  });

  test('Escape closes the choice and gives the focus back', async ({ act, find }) => {
    await find.filterButton('channel').focus();
    await act.press('Enter');
    await expect(find.filterChoice('WhatsApp')).toBeVisible();
    await act.press('Escape');
    await expect(find.filterChoice('WhatsApp')).toBeHidden();
    await expect(find.filterButton('channel')).toBeFocused();
  });
});

test.describe('the order', () => {
  test.beforeEach(async ({ act, directory }) => {
    await directory.add('Bruno', { contact_id: '+34600000003', channel: 'sms', external_code: 'C', language: 'it' });
    await directory.add('Émile', { contact_id: '34600000001', language: 'fr' });
    await directory.add('ana', { contact_id: '34600000002', language: 'de', external_code: 'B' });
    await act.open();
  });

  test('is by name, whatever the case and the accents', async ({ check, find }) => {
    await check.shows('ana', 'Bruno', 'Émile');
    await expect(find.columnHeader('name')).toHaveAttribute('aria-sort', 'ascending');
  });

  test('is turned round by the column’s head', async ({ check, find }) => {
    await find.columnHeader('name').getByRole('link').click();
    await check.shows('Émile', 'Bruno', 'ana');
    await expect(find.columnHeader('name')).toHaveAttribute('aria-sort', 'descending');
    await check.address({ sort: '-name' });
  });

  test('follows another column, up, down and back to the default', async ({ check, find }) => {
    const head = find.columnHeader('contact_id');
    await head.getByRole('link').click();
    await check.shows('Émile', 'ana', 'Bruno');
    await expect(head).toHaveAttribute('aria-sort', 'ascending');
    await expect(find.columnHeader('name')).toHaveAttribute('aria-sort', 'none');
    await head.getByRole('link').click();
    await check.shows('Bruno', 'ana', 'Émile');
    await expect(head).toHaveAttribute('aria-sort', 'descending');
    await head.getByRole('link').click();
    await check.shows('ana', 'Bruno', 'Émile');
    await check.address({});
  });

  for (const [label, key, order] of [
    ['Name, descending', '-name', ['Émile', 'Bruno', 'ana']],
    ['Contact ID, ascending', 'contact_id', ['Émile', 'ana', 'Bruno']],
    ['External code, descending', '-external_code', ['Émile', 'Bruno', 'ana']],
    ['External code, ascending', 'external_code', ['ana', 'Bruno', 'Émile']],
    ['Channel, descending', '-channel', ['ana', 'Émile', 'Bruno']],
    ['Language, ascending', 'language', ['ana', 'Émile', 'Bruno']],
    ['Created, ascending', 'created', ['Bruno', 'Émile', 'ana']],
    ['Created, descending', '-created', ['ana', 'Émile', 'Bruno']],
  ] as const) {
    test(`is chosen: ${label}`, async ({ act, check, find }) => {
      await act.sortBy(label);
      // Some orders are also the order before, so the rows alone don't say that the choice has arrived.
      await check.address({ sort: key });
      await check.isLoaded();
      await check.shows(...order);
      await act.reload();
      await check.shows(...order);
      await expect(find.sortChoice().locator('option:checked')).toHaveText(label);
    });
  }

  test('the last changed come first when that is chosen', async ({ act, check, directory }) => {
    const [emile] = await directory.list('q=emile');
    await directory.set(emile!, 'proactive', 'active');
    await act.sortBy('Updated, descending');
    await check.shows('Émile', 'ana', 'Bruno');
  });

  test('outranks the best match', async ({ act, check, directory }) => {
    await directory.add('Zoe Bruno');
    await act.search('bruno');
    await check.shows('Bruno', 'Zoe Bruno');
    await act.sortBy('Name, descending');
    await check.shows('Zoe Bruno', 'Bruno');
    await check.address({ q: 'bruno', sort: '-name' });
  });
});

import { LIST } from './actions.ts';
import { expect, test } from './fixtures.ts';

test.use({ javaScriptEnabled: false });

// What the page would fetch for its scripts, the browser refuses.
test.beforeEach(({ watch }) => watch.expects(/csp GET \S+\.js$/));

test('the first page is complete', async ({ check, directory, find, page }) => {
  await directory.add('José García', { language: 'es-MX', proactive: 'active', external_code: 'CRM-7' });
  await directory.add('Maria Schmidt');
  await page.goto(LIST);
  await check.shows('José García', 'Maria Schmidt');
  await check.says('2 contacts');
  await expect(find.cell('José García', 'language')).toContainText('Spanish (Mexico)');
  await check.permission('proactive', 'José García', 'active');
  await expect(page.getByRole('paragraph').filter({ hasText: 'Switches and editing need JavaScript.' })).toBeVisible();
  await expect(find.addDialog()).toBeHidden();
});

test('the search is a form', async ({ check, directory, find, page }) => {
  await directory.add('José García');
  await directory.add('Maria Schmidt');
  await page.goto(LIST);
  await find.searchBox().fill('jose');
  await find.searchForm().getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page).toHaveURL(/[?&]q=jose/);
  await check.shows('José García');
  await expect(find.marks('José García')).toHaveText(['José']);
  await expect(find.searchBox()).toHaveValue('jose');
  await find.searchBox().fill('nobody');
  await find.searchBox().press('Enter');
  await expect(page.getByRole('heading', { name: 'No contact matches “nobody”' })).toBeVisible();
});

test('filters, order and page size are part of the form', async ({ check, directory, find, page }) => {
  await directory.add('Ana');
  await directory.add('Bruno', { channel: 'telegram', contact_id: '1' });
  await directory.add('Chen', { channel: 'line', contact_id: 'chen' });
  await page.goto(LIST);
  await find.filterButton('channel').click();
  await find.filterChoice('Telegram').check();
  await find.filterChoice('LINE').check();
  await page.keyboard.press('Escape');
  await find.sortChoice().selectOption({ label: 'Name, descending' });
  await find.pageSizeChoice().selectOption('25');
  await find.searchForm().getByRole('button', { name: 'Search', exact: true }).click();
  await check.shows('Chen', 'Bruno');
  await expect(find.filterButton('channel')).toHaveAccessibleName('Channel: 2');
  await expect(find.sortChoice().locator('option:checked')).toHaveText('Name, descending');
  await expect(find.pageSizeChoice()).toHaveValue('25');
  await find.clearFilters().click();
  await check.shows('Chen', 'Bruno', 'Ana');
});

test('the pages are links', async ({ directory, find, page }) => {
  await directory.addMany(60);
  await page.goto(LIST);
  await expect(find.rows()).toHaveCount(50);
  await find.pageLink('next_page').click();
  await expect(find.rows()).toHaveCount(10);
  await expect(page.getByText('51–60 of 60')).toBeVisible();
  await find.pageLink('first_page').click();
  await expect(find.row('Contact 001')).toBeVisible();
  await find.pageLink('last_page').click();
  await expect(find.row('Contact 060')).toBeVisible();
});

test('the heads of the columns sort', async ({ check, directory, find, page }) => {
  await directory.add('Ana');
  await directory.add('Bruno');
  await page.goto(LIST);
  await find.columnHeader('name').getByRole('link').click();
  await check.shows('Bruno', 'Ana');
  await expect(find.columnHeader('name')).toHaveAttribute('aria-sort', 'descending');
});

test('language and theme can be chosen', async ({ find, page }) => {
  await page.goto(LIST);
  await find.preferencesButton().click();
  await find.radio('Español').check();
  await find.radio('Dark').check();
  await find.button('Apply').click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'es');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page).toHaveURL(new RegExp(`${LIST}$`));
});

test('it is accessible', async ({ directory, page }) => {
  await directory.add('José García', { language: 'es-MX' });
  await page.goto(LIST);
  // axe needs scripts; what it would find in this page the other tests find with them. Here: the order of headings
  // and that nothing dead can be reached.
  await expect(page.getByRole('heading')).toHaveText(['Contacts']);
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

import { expect, test } from './fixtures.ts';

test.beforeEach(async ({ act, directory }) => {
  await directory.add('Ana');
  await directory.add('Bruno');
  await directory.add('Chen');
  await act.open();
});

test('/ goes to the search', async ({ act, find }) => {
  await act.press('/');
  await expect(find.searchBox()).toBeFocused();
  await expect(find.searchBox()).toHaveValue('');
});

test('n adds a contact', async ({ act, find }) => {
  await act.press('n');
  await expect(find.addDialog()).toBeVisible();
  await expect(find.field('name')).toHaveValue('');
});

test('the arrows move from row to row', async ({ act, check, find }) => {
  await act.press('ArrowDown');
  await expect(find.row('Ana')).toBeFocused();
  await check.focusIsVisible();
  await act.press('ArrowDown');
  await act.press('ArrowDown');
  await expect(find.row('Chen')).toBeFocused();
  await act.press('ArrowDown');
  await expect(find.row('Chen')).toBeFocused();
  await act.press('ArrowUp');
  await expect(find.row('Bruno')).toBeFocused();
});

test('the arrows go on from the row of a focused switch', async ({ act, find }) => {
  await find.switch('proactive', 'Bruno').focus();
  await act.press('ArrowDown');
  await expect(find.row('Chen')).toBeFocused();
});

test('from the search the arrow leads to the first match', async ({ act, check, find }) => {
  await act.press('/');
  await act.type('bru');
  await check.shows('Bruno');
  await act.press('ArrowDown');
  await expect(find.row('Bruno')).toBeFocused();
});

test('e edits the row', async ({ act, find }) => {
  await act.press('ArrowDown');
  await act.press('ArrowDown');
  await act.press('e');
  await expect(find.editDialog()).toBeVisible();
  await expect(find.field('name')).toHaveValue('Bruno');
  await act.press('Escape');
  await expect(find.editDialog()).toBeHidden();
  await expect(find.row('Bruno')).toBeFocused();
});

test('p and r flip the two switches of the row', async ({ act, check, find }) => {
  await act.press('ArrowDown');
  await act.press('p');
  await check.permission('proactive', 'Ana', 'active');
  await expect(find.success('Ana, Proactive messages: Active')).toBeVisible();
  await act.press('r');
  await check.permission('reactive', 'Ana', 'blocked');
  await expect(find.success('Ana, Reactive messages: Blocked')).toBeVisible();
  await expect(find.row('Ana')).toBeFocused();
});

test('without a row, p, r and e do nothing', async ({ act, check, directory, find }) => {
  const sent = act.listen('set_permission');
  await act.press('p');
  await act.press('r');
  await act.press('e');
  await act.painted();
  await check.closed(find.editDialog());
  expect(sent).toEqual([]);
  expect((await directory.list()).map((contact) => contact.version)).toEqual([1, 1, 1]);
});

test('? shows what the keys do, Escape closes it', async ({ act, check, find }) => {
  await act.press('?');
  await expect(find.shortcutsDialog()).toBeVisible();
  for (const line of ['Search', 'Add a contact', 'Move between rows', 'Edit the row', 'Switch proactive messages', 'Switch reactive messages', 'This list', 'Close what is open']) {
    await expect(find.shortcutsDialog().getByText(line, { exact: true })).toBeVisible();
  }
  await act.press('Escape');
  await check.closed(find.shortcutsDialog());
});

test('the button in the header shows them too, and gets the focus back', async ({ act, check, find }) => {
  await find.shortcutsButton().click();
  await expect(find.shortcutsDialog()).toBeVisible();
  await act.press('Escape');
  await check.closed(find.shortcutsDialog());
  await expect(find.shortcutsButton()).toBeFocused();
});

test('keys are letters while one types', async ({ act, check, find }) => {
  await act.press('/');
  for (const key of ['n', 'e', 'p', 'r', '?', '/']) await act.press(key);
  await expect(find.searchBox()).toHaveValue('nepr?/');
  await check.closed(find.addDialog());
  await check.closed(find.shortcutsDialog());
});

test('keys do nothing on the page below a dialog', async ({ act, check, find }) => {
  await act.press('ArrowDown');
  await act.press('?');
  await expect(find.shortcutsDialog()).toBeVisible();
  const sent = act.listen('set_permission');
  await act.press('p');
  await act.press('n');
  await act.painted();
  await check.closed(find.addDialog());
  expect(sent).toEqual([]);
});

test('the browser’s own shortcuts stay its own', async ({ act, check, find }) => {
  await act.press('ArrowDown');
  const sent = act.listen('set_permission');
  await act.press('Control+e');
  await act.press('Alt+r');
  await act.painted();
  await check.closed(find.editDialog());
  expect(sent).toEqual([]);
});

test('the first stop of Tab skips to the contacts', async ({ act, find, page }) => {
  await act.press('Tab');
  await expect(find.skipLink()).toBeFocused();
  await expect(find.skipLink()).toBeInViewport();
  await act.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});

test('Tab reaches everything, visibly', async ({ act, check, find, page }) => {
  const wanted = [
    find.skipLink(),
    find.shortcutsButton(),
    find.preferencesButton(),
    find.addLink(),
    find.searchBox(),
    find.filterButton('channel'),
    find.filterButton('language'),
    find.filterButton('proactive'),
    find.filterButton('reactive'),
    find.filterButton('external_code'),
    find.sortChoice(),
    find.columnHeader('name').getByRole('link'),
    find.columnHeader('language').getByRole('link'),
    find.switch('proactive', 'Ana'),
    find.switch('reactive', 'Ana'),
    find.editLink('Ana'),
    find.switch('proactive', 'Chen'),
    find.editLink('Chen'),
    find.pageSizeChoice(),
  ];
  let reached = 0;
  for (let step = 0; step < 60 && reached < wanted.length; step += 1) {
    await act.press('Tab');
    if (await page.evaluate(() => document.activeElement === document.body)) continue;
    await check.focusIsVisible();
    const here = await wanted[reached]!.evaluate((element) => element === document.activeElement);
    if (here) reached += 1;
  }
  expect(reached, `not reached: ${wanted[reached]}`).toBe(wanted.length);
});

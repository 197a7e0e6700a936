import { expect, test } from './fixtures.ts';

test.describe('120 contacts', () => {
  test.beforeEach(async ({ act, directory }) => {
    await directory.addMany(120);
    await act.open();
  });

  test('come in pages of 50', async ({ check, find }) => {
    await expect(find.rows()).toHaveCount(50);
    await expect(find.row('Contact 050')).toBeVisible();
    await expect(find.page.getByText('1–50 of 120')).toBeVisible();
    await expect(find.pageLink('first_page')).toHaveCount(0);
    await expect(find.pageLink('previous_page')).toHaveCount(0);
    await check.says('120 contacts');
  });

  test('are turned forwards and backwards', async ({ act, find }) => {
    await act.turnTo('next_page');
    await expect(find.page.getByText('51–100 of 120')).toBeVisible();
    await expect(find.rows().first()).toContainText('Contact 051');
    await act.turnTo('next_page');
    await expect(find.page.getByText('101–120 of 120')).toBeVisible();
    await expect(find.rows()).toHaveCount(20);
    await expect(find.pageLink('next_page')).toHaveCount(0);
    await expect(find.pageLink('last_page')).toHaveCount(0);
    await act.turnTo('previous_page');
    await expect(find.page.getByText('51–100 of 120')).toBeVisible();
    await expect(find.rows().first()).toContainText('Contact 051');
  });

  test('have a last and a first page', async ({ act, check, find }) => {
    await act.turnTo('last_page');
    await expect(find.row('Contact 120')).toBeVisible();
    await expect(find.pageLink('next_page')).toHaveCount(0);
    await act.turnTo('first_page');
    await expect(find.row('Contact 001')).toBeVisible();
    await check.address({});
  });

  test('can be shown 25, 100 or 200 at a time', async ({ act, check, find }) => {
    await act.showRows(25);
    await expect(find.rows()).toHaveCount(25);
    await check.address({ size: '25' });
    await act.showRows(200);
    await expect(find.rows()).toHaveCount(120);
    await expect(find.page.getByText('1–120 of 120')).toBeVisible();
    await act.showRows(100);
    await expect(find.rows()).toHaveCount(100);
  });

  test('keep the page over a reload and Back', async ({ act, find }) => {
    await act.turnTo('next_page');
    await expect(find.row('Contact 051')).toBeVisible();
    await act.reload();
    await expect(find.row('Contact 051')).toBeVisible();
    await expect(find.page.getByText('51–100 of 120')).toBeVisible();
    await act.back();
    await expect(find.row('Contact 001')).toBeVisible();
  });

  test('start from the first page when something else is searched', async ({ act, check, find }) => {
    await act.turnTo('next_page');
    await expect(find.row('Contact 051')).toBeVisible();
    await act.search('contact 00');
    await expect(find.rows()).toHaveCount(9);
    await check.address({ q: 'contact 00' });
  });

  test('show the top of the next page', async ({ act, find }) => {
    await find.pageLink('next_page').scrollIntoViewIfNeeded();
    await act.turnTo('next_page');
    await expect(find.row('Contact 051')).toBeInViewport();
  });
});

test.describe('more than ten thousand', () => {
  test.use({ seed: 10_050 });

  test('are counted as 10,000+', async ({ act, check, find }) => {
    await act.open();
    await check.says('10,000+ contacts');
    await expect(find.page.getByText('1–50 of 10,000+')).toBeVisible();
    await act.turnTo('last_page');
    await expect(find.rows()).toHaveCount(50);
    await expect(find.page.getByText('Last rows of 10,000+')).toBeVisible();
    await expect(find.pageLink('next_page')).toHaveCount(0);
    await expect(find.pageLink('previous_page')).toBeVisible();
  });

  test.describe('in Spanish', () => {
    test.use({ locale: 'es-ES' });

    test('are counted as 10.000+', async ({ act, check }) => {
      await act.open();
      await check.says('10.000+ contactos');
    });
  });
});

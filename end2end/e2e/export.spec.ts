import { LIST } from './actions.ts';
import { downloaded, firstColumn } from './downloads.ts';
import { expect, test } from './fixtures.ts';
import { exportWordsOf } from './words.mjs';

test.beforeEach(async ({ directory }) => {
  await directory.add('José', { external_code: 'CRM-1' });
  await directory.add('=1+1');
  await directory.add('Maria', { channel: 'sms', contact_id: '+34666000001' });
});

for (const locale of ['en-US', 'es-ES']) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale });

    test('the view that is shown becomes a file', async ({ act, check, find, page }) => {
      const words = exportWordsOf(locale);
      await act.open('?channel=whatsapp');
      await find.exportLink().click();
      await expect(find.heading()).toHaveText(words.title!);
      await check.fitsTheWidth();
      await check.accessible();
      const { name, text } = await downloaded(page, locale);
      expect(name).toMatch(/^contacts-\d{4}-\d\d-\d\d\.csv$/);
      expect(firstColumn(text)).toEqual(['name', "'=1+1", 'José', '']);
      // The page is still there, to download something else from.
      await page.getByRole('link', { name: words.back }).click();
      await expect(page).toHaveURL(`${LIST}?channel=whatsapp`);
    });
  });
}

test('the link follows what is typed', async ({ act, check, find }) => {
  await act.open();
  await act.search('maria');
  await check.shows('Maria');
  await expect(find.exportLink()).toHaveAttribute('href', `${LIST}/export?q=maria`);
});

test('everything, in chosen columns, for a program', async ({ act, find, page, locale }) => {
  const words = exportWordsOf(locale);
  await act.open('?q=maria');
  await find.exportLink().click();
  await page.getByRole('radio', { name: words.everything }).check();
  for (const column of ['external_code', 'language', 'proactive', 'reactive', 'created_at', 'updated_at']) {
    await page.getByRole('checkbox', { name: column }).uncheck();
  }
  await page.getByRole('radio', { name: words.ndjson }).check();
  const { name, text } = await downloaded(page, locale);
  expect(name).toMatch(/\.ndjson$/);
  const lines = text.trimEnd().split('\n').map((line) => JSON.parse(line));
  expect(lines.map((line) => line.name)).toEqual(['José', '=1+1', 'Maria']);
  expect(Object.keys(lines[2])).toEqual(['name', 'contact_id', 'channel']);
  expect(lines[2].contact_id).toBe('+34666000001');
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });
  test.beforeEach(({ watch }) => watch.expects(/csp GET \S+\.js$/));

  test('it is a link and a form', async ({ find, page, locale }) => {
    await page.goto(`${LIST}?external_code=with`);
    await find.exportLink().click();
    const { text } = await downloaded(page, locale);
    expect(text.split('\r\n').map((row) => row.split(',')[0])).toEqual(['name', 'José', '']);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base } from './fixtures.ts';

const test = base.extend<{ file: (name: string, content: string | Buffer) => Promise<string> }>({
  /** Makes a file of this machine and says where it is. */
  file: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'chat-contacts-import-'));
    await use(async (name, content) => {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    });
    await rm(folder, { recursive: true, force: true });
  },
});

/** As Excel saves it in Spain. */
const CONTACTS = Buffer.from(
  'Nombre;Teléfono;Idioma;Notas\nJosé;+34 600 000 001;es;x\nBea;600;es;=1+1\nCarla;+34 600 000 003;spanish!;\n',
  'latin1',
);

/** A file with so many new contacts. */
function many(count: number): string {
  let text = 'phone_number,name\n';
  for (let number = 0; number < count; number += 1) text += `+346${String(number).padStart(8, '0')},Nobody ${number}\n`;
  return text;
}

for (const locale of ['en-US', 'es-ES']) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale, contextOptions: { reducedMotion: 'reduce' }, role: 'editor' });

    test('a file is dropped, matched, tried out, imported and undone', async ({ act, check, directory, file, jobs, page }) => {
      const bea = await directory.add('Bea', { contact_id: '34600000009' });
      await act.open();
      await jobs.link(jobs.words.import!).click();
      await check.accessible();
      await jobs.drop(await file('año.csv', CONTACTS));
      await jobs.upload();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('año.csv');
      await expect(jobs.fieldOf('Teléfono')).toHaveValue('contact_id');
      await expect(jobs.fieldOf('Notas')).toHaveValue('');
      await expect(jobs.policy('keep_stricter')).toBeChecked();
      await expect(jobs.policy('overwrite')).toBeDisabled();
      await check.accessible();
      await jobs.channelOfAll().selectOption('whatsapp');
      await jobs.check();
      await expect(jobs.count(jobs.words.created!)).toHaveText('1');
      await expect(jobs.count(jobs.words.refused!)).toHaveText('2');
      expect(await directory.list('q=jose')).toHaveLength(0);
      await check.accessible();
      await jobs.importRows('1');
      await jobs.isIn('done');
      await check.accessible();
      const [jose] = await directory.list('q=jose');
      expect(jose!.fields).toMatchObject({ contact_id: '34600000001', language: 'es', channel: 'whatsapp' });

      const refused = await jobs.downloadRefused();
      expect(refused.split('\n')).toHaveLength(4);
      expect(refused).toMatch(/^\ufeffline;reason;Nombre;Teléfono;Idioma;Notas\n3;[^;]+: [^;]+;Bea;600;es;'=1\+1\n4;/);

      await jobs.undo();
      await jobs.isIn('done');
      await expect(jobs.count(jobs.words.removed!)).toHaveText('1');
      expect((await directory.list()).map(({ id }) => id)).toEqual([bea.id]);
    });

    test('the list of imports keeps the report until it is deleted', async ({ check, file, find, jobs, page }) => {
      await jobs.openImport();
      await jobs.fileField().setInputFiles(await file('contacts.csv', CONTACTS));
      await jobs.upload();
      await jobs.link(find.account.words.imports!).click();
      const row = page.getByRole('row').filter({ hasText: 'contacts.csv' });
      await expect(row).toContainText(jobs.words.state_draft!);
      await expect(row).toContainText('editor@example.com');
      await check.accessible();
      await row.getByRole('link').click();
      await jobs.channelOfAll().selectOption('sms');
      await jobs.check();
      await jobs.importRows('1');
      await jobs.isIn('done');
      await jobs.confirm(jobs.words.forget!);
      await expect(page.getByText(jobs.words.note_forgotten!)).toBeVisible();
      await expect(page.getByText(jobs.words.imports_empty!)).toBeVisible();
    });
  });
}

test('with the keyboard alone: chosen, matched, tried out and imported', async ({ act, check, directory, file, jobs, page }) => {
  await act.open();
  await act.tabTo(jobs.link(jobs.words.import!));
  await act.press('Enter');
  await expect(jobs.fileField()).toBeAttached();
  // Asked for well before the key: Playwright takes the chooser over only from here on, and doesn't wait until it has.
  const chooser = page.waitForEvent('filechooser');
  await act.tabTo(jobs.fileField());
  await check.focusIsVisible();
  await act.press('Enter');
  await (await chooser).setFiles(await file('contacts.csv', CONTACTS));
  await act.tabTo(jobs.button(jobs.words.upload!));
  await act.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('contacts.csv');
  await act.tabTo(jobs.channelOfAll());
  await page.keyboard.type('WhatsApp');
  await expect(jobs.channelOfAll()).toHaveValue('whatsapp');
  await act.tabTo(jobs.button(jobs.words.check_import!));
  await check.focusIsVisible();
  await act.press('Enter');
  await jobs.isIn('checked');
  await act.tabTo(jobs.button(jobs.words.import_now_one!));
  await act.press('Enter');
  await jobs.isIn('done');
  expect(await directory.list('q=jose')).toHaveLength(1);
});

test('progress is seen moving, and goes on while the page is closed', async ({ directory, file, jobs, page }) => {
  test.slow();
  await directory.add('Somebody');
  await jobs.openImport();
  await jobs.fileField().setInputFiles(await file('many.csv', many(60_000)));
  await jobs.upload();
  await jobs.channelOfAll().selectOption('sms');
  await jobs.check();
  await jobs.importRows('60,000');
  const address = page.url();
  await expect.poll(() => jobs.fraction()).toBeGreaterThan(0);
  const first = await jobs.fraction();
  await expect.poll(() => jobs.fraction()).toBeGreaterThan(first);
  await expect(page.getByText(/^[\d,]+ per second$/)).toBeVisible();
  await expect(page.getByText(/^[\d,]+ of 60,000 done$/)).toBeVisible();
  await page.goto('/account');
  await page.goto(address);
  await jobs.isIn('done');
  await expect(jobs.count(jobs.words.created!)).toHaveText('60,000');
});

test('a cancelled import leaves what was done, and that can be undone', async ({ directory, file, jobs }) => {
  test.slow();
  await directory.add('Somebody');
  await jobs.openImport();
  await jobs.fileField().setInputFiles(await file('many.csv', many(60_000)));
  await jobs.upload();
  await jobs.channelOfAll().selectOption('sms');
  await jobs.check();
  await jobs.importRows('60,000');
  await expect.poll(() => jobs.fraction()).toBeGreaterThan(0);
  await jobs.button(jobs.words.stop!).click();
  await jobs.isIn('cancelled');
  const created = await jobs.count(jobs.words.created!).innerText();
  expect(created).toMatch(/^[\d,]*,000$/);
  await jobs.undo();
  await jobs.isIn('done');
  await expect(jobs.count(jobs.words.removed!)).toHaveText(created);
  expect((await directory.list()).map(({ fields }) => fields.name)).toEqual(['Somebody']);
});

test('an admin overwrites, and is told what it opens', async ({ directory, file, jobs, page }) => {
  const ana = await directory.add('Ana', { contact_id: '34600000001' });
  await jobs.openImport();
  await jobs.fileField().setInputFiles(await file('optins.csv', 'wa_id,name,proactive\n34600000001,Anna,yes\n'));
  await jobs.upload();
  await jobs.channelOfAll().selectOption('whatsapp');
  await jobs.check();
  await expect(jobs.count(jobs.words.kept!)).toHaveText('1');
  await jobs.link(jobs.words.change_settings!).click();
  await jobs.policy('overwrite').check();
  await jobs.check();
  await expect(page.getByRole('alert')).toHaveText(jobs.words.opens_warning_one!);
  await expect(page.getByRole('row').filter({ hasText: 'Ana' })).toContainText('Proactive messages: Blocked → Active');
  await jobs.importRows('1');
  await jobs.isIn('done');
  expect((await directory.get(ana.id)).fields).toMatchObject({ name: 'Anna', proactive: 'active' });
});

test('a workbook is turned away with a way on', async ({ file, jobs, page, watch }) => {
  watch.expects(/422/);
  await jobs.openImport();
  await jobs.fileField().setInputFiles(await file('contacts.csv', Buffer.from('PK\u0003\u0004 and so on')));
  await jobs.upload();
  await expect(page.getByRole('alert')).toHaveText(jobs.words.file_spreadsheet!);
  await jobs.fileField().setInputFiles(await file('good.csv', CONTACTS));
  await jobs.upload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('good.csv');
});

test.describe('with a small limit', () => {
  test.use({ environment: { CHAT_CONTACTS__LIMITS__IMPORT_BYTES: '2048' } });

  test('a file that is too large is not even sent', async ({ file, jobs, page }) => {
    await jobs.openImport();
    await jobs.fileField().setInputFiles(await file('many.csv', many(1_000)));
    await expect(page.getByText('The file is larger than 2 KB.')).toBeVisible();
    await jobs.upload();
    await expect(page).toHaveURL(/\/import$/);
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  // What the page would fetch for its scripts, the browser refuses.
  test.beforeEach(({ watch }) => watch.expects(/csp GET \S+\.js$/));

  test('a file is imported all the same', async ({ directory, file, jobs }) => {
    await jobs.openImport();
    await jobs.fileField().setInputFiles(await file('contacts.csv', CONTACTS));
    await jobs.upload();
    await jobs.channelOfAll().selectOption('whatsapp');
    await jobs.check();
    await jobs.importRows('1');
    await jobs.isIn('done');
    expect(await directory.list('q=jose')).toHaveLength(1);
  });
});

test.describe('at 360 px', () => {
  test.use({ viewport: { width: 360, height: 740 }, locale: 'es-ES' });

  test('every step fits', async ({ check, file, jobs, page }) => {
    await jobs.openImport();
    await check.fitsTheWidth();
    await jobs.fileField().setInputFiles(await file('contacts.csv', CONTACTS));
    await jobs.upload();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('contacts.csv');
    // With its style sheets.
    await page.waitForLoadState();
    await check.fitsTheWidth();
    await check.accessible();
    await jobs.channelOfAll().selectOption('whatsapp');
    await jobs.check();
    await page.waitForLoadState();
    await check.fitsTheWidth();
    await check.accessible();
    await jobs.importRows('1');
    await jobs.isIn('done');
    await page.waitForLoadState();
    await check.fitsTheWidth();
  });
});

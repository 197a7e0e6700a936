import { ACCOUNT_SCREENS } from './account-screens.ts';
import { expect, test } from './fixtures.ts';

/** WCAG 2.2, 2.5.8: Target Size (Minimum). */
const SMALLEST_TARGET = 24;

test.describe('at 360 px', () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test.beforeEach(async ({ act, directory }) => {
    await directory.add('José García de la Santísima Trinidad y Rodríguez', {
      contact_id: 'US.13491208655302741918',
      external_code: 'CRM-0000-1111-2222-3333-4444-5555',
      language: 'zh-Hant-TW',
    });
    await directory.add('Maria');
    await act.open();
  });

  test('rows are cards, and nothing needs scrolling sideways', async ({ check, find }) => {
    await check.fitsTheWidth();
    const name = (await find.cell('Maria', 'name').boundingBox())!;
    const id = (await find.cell('Maria', 'contact_id').boundingBox())!;
    const proactive = (await find.cell('Maria', 'proactive').boundingBox())!;
    expect(id.y, 'the ID stands below the name').toBeGreaterThan(name.y);
    expect(proactive.y, 'the switch stands below the ID').toBeGreaterThan(id.y);
  });

  test('the buttons of a card stand beside the name, also a long one', async ({ find }) => {
    for (const label of ['Maria', 'José García de la Santísima Trinidad y Rodríguez']) {
      const name = (await find.cell(label, 'name').boundingBox())!;
      const links = await find.row(label).locator('.cell-actions a').all();
      expect(links).toHaveLength(2);
      for (const link of links) {
        const box = (await link.boundingBox())!;
        expect(box.y, label).toBeLessThan(name.y + name.height);
        expect(box.y + box.height, label).toBeGreaterThan(name.y);
        expect(box.x, label).toBeGreaterThanOrEqual(name.x + name.width - 1);
      }
    }
  });

  test('a card shows everything that a row does', async ({ check, find }) => {
    const name = 'José García de la Santísima Trinidad y Rodríguez';
    for (const column of ['name', 'contact_id', 'external_code', 'channel', 'language'] as const) {
      await expect(find.cell(name, column)).toBeVisible();
      await check.isOnScreen(find.cell(name, column));
    }
    await expect(find.cell(name, 'language')).toContainText('Chinese');
  });

  test('the switches are one tap away', async ({ act, check, find }) => {
    for (const permission of ['proactive', 'reactive'] as const) {
      const control = find.switch(permission, 'Maria');
      const box = (await control.boundingBox())!;
      expect(box.width).toBeGreaterThanOrEqual(SMALLEST_TARGET);
      expect(box.height).toBeGreaterThanOrEqual(SMALLEST_TARGET);
      await check.isOnScreen(control);
    }
    await act.flip('proactive', 'Maria');
    await check.permission('proactive', 'Maria', 'active');
    await expect(find.undoButton()).toBeVisible();
    await check.isOnScreen(find.undoButton());
    await check.fitsTheWidth();
  });

  test('searching, filtering and sorting fit', async ({ act, check, find }) => {
    for (const control of [find.addLink(), find.searchBox(), find.filterButton('external_code'), find.sortChoice(), find.exportLink(), find.pageSizeChoice()]) {
      await control.scrollIntoViewIfNeeded();
      await check.isOnScreen(control);
    }
    for (const filter of ['channel', 'language', 'proactive', 'reactive', 'external_code'] as const) {
      await find.filterButton(filter).click();
      const first = find.page.getByRole('checkbox').or(find.page.getByRole('radio')).first();
      await expect(first).toBeVisible();
      await check.isOnScreen(first);
      await check.fitsTheWidth();
      await act.press('Escape');
    }
    await find.preferencesButton().click();
    await check.isOnScreen(find.radio('Español'));
    await check.fitsTheWidth();
  });

  test('the form fits, and is filled in and saved', async ({ act, check, find }) => {
    await act.openNew();
    await check.fitsTheWidth();
    await act.fill('name', 'Ana');
    await act.fill('contact_id_field', '34666123456');
    await find.field('language').click();
    await check.isOnScreen(find.languageOptions().first());
    await act.chooseLanguage('german', 'German');
    for (const field of ['name', 'contact_id_field', 'external_code', 'language', 'channel', 'proactive', 'reactive'] as const) {
      await find.field(field).scrollIntoViewIfNeeded();
      await check.isOnScreen(find.field(field));
    }
    await act.save();
    await expect(find.row('Ana')).toBeVisible();
  });

  test('the other dialogs fit', async ({ act, check, find }) => {
    await act.press('?');
    await expect(find.shortcutsDialog()).toBeVisible();
    await check.isOnScreen(find.shortcutsDialog());
    await act.press('Escape');
    await act.openEdit('Maria');
    await check.isOnScreen(find.editDialog());
    await act.askToDelete();
    await check.isOnScreen(find.deleteDialog('Maria'));
    await check.fitsTheWidth();
  });

  test('pages are turned', async ({ act, check, directory, find }) => {
    await directory.addMany(60);
    await act.reload();
    await find.pageLink('next_page').scrollIntoViewIfNeeded();
    await check.isOnScreen(find.pageLink('next_page'));
    await act.turnTo('next_page');
    await expect(find.rows()).toHaveCount(12);
    await check.fitsTheWidth();
  });
});

test.describe('at 1280 px', () => {
  test('rows are 40 px high and everything is in one line', async ({ act, check, directory, find }) => {
    await directory.add('José García', { language: 'es-MX', external_code: 'CRM-7' });
    await directory.add('Maria', { language: 'zh-Hant-TW', channel: 'messenger' });
    await act.open();
    for (const name of ['José García', 'Maria']) {
      const box = (await find.row(name).boundingBox())!;
      expect(box.height).toBeGreaterThanOrEqual(39.5);
      expect(box.height).toBeLessThanOrEqual(41);
    }
    await check.fitsTheWidth();
  });

  test('the head of the table stays while one scrolls', async ({ act, directory, find }) => {
    await directory.addMany(60);
    await act.open();
    await find.row('Contact 040').scrollIntoViewIfNeeded();
    await expect(find.columnHeader('name')).toBeInViewport();
    await expect(find.row('Contact 001')).not.toBeInViewport();
  });

  test('IDs have figures of one width', async ({ act, directory, find }) => {
    await directory.add('Ana', { contact_id: '11111111' });
    await directory.add('Bruno', { contact_id: '88888888' });
    await act.open();
    const width = (name: string) =>
      find.cell(name, 'contact_id').evaluate((cell) => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return range.getBoundingClientRect().width;
      });
    expect(await width('Ana')).toBeCloseTo(await width('Bruno'), 1);
  });

  test('a long name of a language leaves room for its tag', async ({ act, directory, find }) => {
    await directory.add('Ana', { language: 'en-GB', external_code: 'CRM-000123' });
    await act.open();
    const cell = find.cell('Ana', 'language');
    await expect(cell).toContainText('English (United Kingdom)');
    const [whole, tag] = [(await cell.boundingBox())!, (await cell.getByText('en-GB', { exact: true }).boundingBox())!];
    expect(tag.x + tag.width).toBeLessThanOrEqual(whole.x + whole.width);
  });

  test('a channel has its icon', async ({ act, directory, find, page }) => {
    await directory.add('Ana');
    await act.open();
    const icon = find.cell('Ana', 'channel').locator('svg');
    await expect(icon).toBeVisible();
    const reference = await icon.locator('use').getAttribute('href');
    const [file, id] = reference!.split('#');
    const icons = await (await page.request.get(file!)).text();
    expect(icons).toContain(`id="${id}"`);
  });

  test('the button to add a contact is blue', async ({ act, find }) => {
    await act.open();
    const [red, green, blue] = await find.addLink().evaluate((button) => {
      const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
      canvas.fillStyle = getComputedStyle(button).backgroundColor;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    });
    expect(blue!).toBeGreaterThan(red! + 60);
    expect(blue!).toBeGreaterThan(green! + 30);
  });
});

test.describe('at 2560 px', () => {
  test.use({ viewport: { width: 2560, height: 1200 }, seed: 60 });

  test('everything is there', async ({ act, check, find }) => {
    await act.open();
    await expect(find.rows()).toHaveCount(50);
    await check.fitsTheWidth();
  });
});

for (const width of [600, 768, 1024]) {
  test(`nothing is cut off at ${width} px`, async ({ act, check, directory, find, page }) => {
    await directory.add('José García de la Santísima Trinidad', { language: 'zh-Hant-TW', contact_id: 'US.13491208655302741918', external_code: 'CRM-0000-1111' });
    await page.setViewportSize({ width, height: 800 });
    await act.open();
    await check.fitsTheWidth();
    const row = 'José García de la Santísima Trinidad';
    for (const control of [find.switch('proactive', row), find.switch('reactive', row), find.editLink(row)]) {
      await check.isOnScreen(control);
    }
  });
}

// Spanish has the longer words.
test.describe('accounts and settings', () => {
  test.use({ locale: 'es-ES' });

  for (const { name, role, bare, reach, expects } of ACCOUNT_SCREENS) {
    test.describe(name, () => {
      test.use({ role, accounts: !bare });

      test('nothing needs scrolling sideways at 360 and 2560 px', async ({ check, directory, page, person, server, watch }) => {
        if (expects) watch.expects(expects);
        await reach(person, { directory, server });
        for (const width of [360, 2560]) {
          await page.setViewportSize({ width, height: 800 });
          await person.act.painted();
          await check.fitsTheWidth();
        }
      });
    });
  }
});

import { expect, test, type Person } from './fixtures.ts';
import { LIST } from './actions.ts';

/** 0 is black, 1 is white. */
async function brightness({ page }: Pick<Person, 'page'>): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    for (const element of [document.documentElement, document.body]) {
      const color = getComputedStyle(element).backgroundColor;
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
    }
    const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
    return (red! + green! + blue!) / 3 / 255;
  });
}

test.describe('a Spanish browser', () => {
  test.use({ locale: 'es-ES' });

  test('gets Spanish, from the first byte on', async ({ act, check, directory, find, page }) => {
    await directory.add('José', { language: 'de', proactive: 'active' });
    await act.open();
    await expect(page.locator('html')).toHaveAttribute('lang', 'es');
    await expect(page).toHaveTitle(/^Contactos/);
    await expect(find.heading()).toHaveText('Contactos');
    await expect(find.breadcrumb()).toHaveText(/Audiencias.*Chat.*Contactos/);
    await expect(find.columnHeader('proactive')).toHaveText('Mensajes proactivos');
    await check.says('1 contacto');
    await expect(find.cell('José', 'language')).toContainText('Alemán');
    await expect(find.cell('José', 'proactive')).toHaveText('Activo');
    await act.flip('reactive', 'José');
    await expect(find.cell('José', 'reactive')).toHaveText('Bloqueado');
    await expect(find.success('José, Mensajes reactivos: Bloqueado')).toBeVisible();
  });

  test('gets its mistakes in Spanish, from the form and from the server', async ({ act, check, directory, find, watch }) => {
    watch.expects(/409/);
    await directory.add('José', { contact_id: '34666123456' });
    await act.open();
    await act.openNew();
    await act.fill('name', 'x');
    await act.leave('contact_id_field');
    await check.fieldError('contact_id_field', 'Rellena este campo.');
    await act.fill('contact_id_field', '34666123456');
    await act.save();
    await check.fieldError('contact_id_field', 'José ya tiene este ID de contacto.');
    await act.press('Escape');
    await expect(find.discardDialog()).toBeVisible();
  });

  test('finds languages by their Spanish names, without accents', async ({ act, find }) => {
    await act.open();
    await act.openNew();
    await act.chooseLanguage('aleman', 'Alemán');
    await expect(find.field('language')).toHaveValue('de');
  });
});

test.describe('a browser that wants neither language', () => {
  test.use({ locale: 'fr-FR' });

  test('gets English', async ({ act, page }) => {
    await act.open();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  });
});

test('the language can be switched and is remembered, where one was', async ({ act, page }) => {
  await act.open('?q=jose');
  await act.choosePreference('Español');
  await expect(page.locator('html')).toHaveAttribute('lang', 'es');
  await expect(page).toHaveURL(`${LIST}?q=jose`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Contactos');
  await act.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'es');
  const another = await page.context().newPage();
  await another.goto(LIST);
  await expect(another.locator('html')).toHaveAttribute('lang', 'es');
  await page.getByRole('button', { name: 'Idioma y apariencia' }).click();
  await page.getByRole('radio', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('the chosen preferences are checked', async ({ act, find }) => {
  await act.open();
  await find.preferencesButton().click();
  await expect(find.radio('English')).toBeChecked();
  await expect(find.radio('System')).toBeChecked();
});

test('the theme follows the system until one is chosen', async ({ act, page }) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await act.open();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'system');
  expect(await brightness({ page })).toBeGreaterThan(0.8);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => brightness({ page })).toBeLessThan(0.25);

  await act.choosePreference('Light');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect.poll(() => brightness({ page })).toBeGreaterThan(0.8);
});

test('the dark theme is remembered, and there from the first byte', async ({ act, check, find, page }) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await act.open();
  await act.choosePreference('Dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect.poll(() => brightness({ page })).toBeLessThan(0.25);
  await act.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(await brightness({ page })).toBeLessThan(0.25);
  const html = await (await page.request.get(LIST)).text();
  expect(html).toMatch(/<html[^>]*data-theme="?dark/);
  await find.preferencesButton().click();
  await expect(find.radio('Dark')).toBeChecked();
  await find.radio('System').click();
  await expect.poll(() => brightness({ page })).toBeGreaterThan(0.8);
  await act.press('Escape');
  await check.closed(find.radio('System'));
});

test('switching the language does not lose the theme', async ({ act, page }) => {
  await act.open();
  await act.choosePreference('Dark');
  await act.press('Escape');
  await act.choosePreference('Español');
  await expect(page.locator('html')).toHaveAttribute('lang', 'es');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('dates are as the language writes them', async ({ act, anotherPerson, directory, find }) => {
  const jose = await directory.add('José');
  const months = { en: /Created (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d/, es: /Creado \d{1,2} \p{L}{3,}/u };
  await act.open(`?contact=${jose.id}`);
  await expect(find.editDialog()).toContainText(months.en);
  const ana = await anotherPerson({ locale: 'es-ES' });
  await ana.act.open(`?contact=${jose.id}`);
  await expect(ana.find.editDialog()).toContainText(months.es);
});

test('whoever asks for less motion gets none', async ({ act, directory, find, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await directory.add('José');
  await act.open();
  await act.openNew();
  await act.press('Escape');
  await act.flip('proactive', 'José');
  await expect(find.success(/José/)).toBeVisible();
  const moving = await page.evaluate(() => {
    const seconds = (list: string) => Math.max(...list.split(',').map((time) => parseFloat(time) || 0));
    return [...document.querySelectorAll('*')]
      .filter((element) => {
        const style = getComputedStyle(element);
        return seconds(style.transitionDuration) > 0.01 || (style.animationName !== 'none' && seconds(style.animationDuration) > 0.01);
      })
      .map((element) => element.outerHTML.slice(0, 100));
  });
  expect(moving).toEqual([]);
});

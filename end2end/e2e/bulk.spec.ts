import { expect, test } from './fixtures.ts';
import { LIST } from './actions.ts';
import { downloaded, firstColumn } from './downloads.ts';
import { exportWordsOf } from './words.mjs';

for (const locale of ['en-US', 'es-ES']) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale, contextOptions: { reducedMotion: 'reduce' } });

    test('ticked contacts are blocked once it was seen, and put back', async ({ act, check, directory, jobs, page, words }) => {
      const contacts = [await directory.add('Ana'), await directory.add('Bea'), await directory.add('Carla')];
      await act.open();
      await expect(jobs.bar()).toBeHidden();
      await jobs.tick('Ana').check();
      await jobs.tick('Bea').check();
      await expect(jobs.bar()).toBeVisible();
      await check.accessible();
      await jobs.goOn(jobs.setTo('reactive', 'blocked'));
      await jobs.isIn('checked');
      await expect(jobs.count(jobs.words.updated!)).toHaveText('2');
      expect((await directory.get(contacts[0]!.id)).fields.reactive).toBe('active');
      await check.accessible();
      await page.getByRole('button', { name: jobs.words.apply!.replace('{}', '2') }).click();
      await jobs.isIn('done');
      await check.accessible();
      await jobs.link(jobs.words.to_contacts!).click();
      await check.permission('reactive', 'Ana', 'blocked');
      await check.permission('reactive', 'Carla', 'active');
      await page.goBack();
      await jobs.undo();
      await jobs.isIn('done');
      await expect(jobs.count(jobs.words.put_back!)).toHaveText('2');
      await expect(page.getByText(jobs.words.undo_left_none!)).toBeVisible();
      await page.goto(LIST);
      await check.permission('reactive', 'Ana', 'active');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(words.contacts!);
    });
  });
}

test('with the keyboard alone: ticked, looked at, blocked and put back', async ({ act, check, directory, jobs, page }) => {
  const [ana, bea] = [await directory.add('Ana'), await directory.add('Bea')];
  await directory.add('Carla');
  const reactive = async (id: string) => (await directory.get(id)).fields.reactive;
  await act.open();
  for (const name of ['Ana', 'Carla']) {
    await act.tabTo(jobs.tick(name));
    await act.press('Space');
    await expect(jobs.tick(name)).toBeChecked();
  }
  const choice = jobs.bar().getByRole('combobox');
  await act.tabTo(choice);
  await check.focusIsVisible();
  const wanted = jobs.setTo('reactive', 'blocked');
  await page.keyboard.type(wanted);
  await expect(choice.locator('option:checked')).toHaveText(wanted);
  await act.tabTo(jobs.bar().getByRole('button'));
  await act.press('Enter');
  await jobs.isIn('checked');
  await act.tabTo(jobs.button(jobs.words.apply!.replace('{}', '2')));
  await check.focusIsVisible();
  await act.press('Enter');
  await jobs.isIn('done');
  expect(await reactive(ana.id)).toBe('blocked');
  expect(await reactive(bea.id)).toBe('active');
  const undo = jobs.words.undo!;
  await act.tabTo(jobs.button(undo).first());
  await act.press('Enter');
  await act.tabTo(jobs.confirmButton(undo));
  await act.press('Enter');
  await expect(jobs.count(jobs.words.put_back!)).toHaveText('2');
  expect(await reactive(ana.id)).toBe('active');
});

test('the head ticks the page, and says when only some are ticked', async ({ act, directory, find, jobs }) => {
  await directory.add('Ana');
  await directory.addMany(30);
  await act.open('?size=25');
  await expect(find.rows()).toHaveCount(25);
  const head = jobs.tick(jobs.words.tick_all!);
  await head.check();
  expect(await jobs.ticked(), 'all rows and the head').toBe(26);
  await jobs.tick('Contact 001').uncheck();
  await expect(head).not.toBeChecked();
  expect(await head.evaluate((tick) => (tick as HTMLInputElement).indeterminate)).toBe(true);
  // What is no longer shown is no longer selected.
  await act.search('ana');
  await expect(find.rows()).toHaveCount(1);
  await expect(head).toBeChecked();
  await jobs.goOn(jobs.words.set_language!);
  await expect(find.page.getByText(jobs.words.selected_one!)).toBeVisible();
});

test('all that match are meant, as they matched then', async ({ act, directory, find, jobs, page }) => {
  await directory.addMany(30);
  await directory.add('Someone else');
  await act.open('?size=25');
  await act.search('contact');
  await expect(find.count('30 contacts')).toHaveCount(1);
  await jobs.tick('Contact 001').check();
  await jobs.allThatMatch('30').check();
  await jobs.goOn(jobs.words.choose_action!);
  await expect(page.getByText('All 30 contacts that matched “contact” are selected.')).toBeVisible();
  // Behind that, somebody begins to match.
  await directory.add('Contact of late');
  const language = page.getByRole('textbox', { name: 'Language' });
  await expect(language).toBeHidden();
  await page.getByRole('radio', { name: jobs.words.set_language }).check();
  await language.fill('es');
  await jobs.button(jobs.words.check!).click();
  await jobs.isIn('checked');
  await expect(jobs.count(jobs.words.updated!)).toHaveText('30');
  await page.getByRole('button', { name: 'Change 30 contacts' }).click();
  await jobs.isIn('done');
  const spanish = await directory.list('language=es&size=50');
  expect(spanish).toHaveLength(30);
});

test('the bar says how many match, also after another search and where nobody typed', async ({ act, directory, jobs }) => {
  await directory.addMany(30);
  await directory.add('Someone else');
  await act.open();
  await jobs.tick('Contact 001').check();
  await expect(jobs.allThatMatch('31')).toBeVisible();
  await act.search('contact 00');
  await expect(jobs.allThatMatch('9')).toBeVisible();
  await act.reload();
  await jobs.tick('Contact 001').check();
  await expect(jobs.allThatMatch('9')).toBeVisible();
});

test('what is ticked becomes a file', async ({ act, directory, find, jobs, page, locale, words }) => {
  for (const name of ['Ana', 'Bea', 'Carla']) await directory.add(name);
  const exporting = exportWordsOf(locale);
  await act.open();
  await jobs.tick('Ana').check();
  await jobs.tick('Carla').check();
  await jobs.goOn(words.export!);
  await expect(find.heading()).toHaveText(exporting.title!);
  await expect(page.getByRole('radio', { name: `${exporting.ticked} 2 contacts` })).toBeChecked();
  const { text } = await downloaded(page, locale);
  expect(firstColumn(text)).toEqual(['name', 'Ana', 'Carla', '']);
});

test('all that match become a file', async ({ act, directory, find, jobs, page, locale, words }) => {
  for (const name of ['Ana', 'Anabel', 'Carla']) await directory.add(name);
  const exporting = exportWordsOf(locale);
  await act.open('?q=ana');
  await jobs.tick('Ana').check();
  await jobs.allThatMatch('2').check();
  await jobs.goOn(words.export!);
  await expect(find.heading()).toHaveText(exporting.title!);
  await expect(page.getByRole('radio', { name: exporting.ticked })).toHaveCount(0);
  const { text } = await downloaded(page, locale);
  expect(firstColumn(text)).toEqual(['name', 'Ana', 'Anabel', '']);
});

test('what a contact stopped stays, and is said beforehand', async ({ act, directory, jobs, page }) => {
  await directory.stop(await directory.add('Ana'));
  await directory.add('Bea');
  await act.open();
  await jobs.tick('Ana').check();
  await jobs.tick('Bea').check();
  await jobs.goOn(jobs.setTo('proactive', 'active'));
  await jobs.isIn('checked');
  await expect(jobs.count(jobs.words.stopped!)).toHaveText('1');
  await page.getByRole('button', { name: 'Change 1 contact' }).click();
  await jobs.isIn('done');
  const states = (await directory.list()).map(({ fields }) => fields.proactive);
  expect(states).toEqual(['blocked', 'active']);
});

test('contacts are deleted for good, and nothing offers to undo it', async ({ act, directory, jobs, page }) => {
  await directory.add('Ana');
  await directory.add('Bea');
  await act.open();
  await jobs.tick('Ana').check();
  await jobs.goOn(jobs.words.delete!);
  await jobs.isIn('checked');
  await expect(page.getByText(jobs.words.delete_text!)).toBeVisible();
  await page.getByRole('button', { name: jobs.words.apply_delete_one }).click();
  await jobs.isIn('done');
  await expect(page.getByText(jobs.words.final_delete!)).toBeVisible();
  await expect(jobs.button(jobs.words.undo!)).toHaveCount(0);
  expect((await directory.list()).map(({ fields }) => fields.name)).toEqual(['Bea']);
});

test.describe('with many contacts', () => {
  test.use({ seed: 20_000 });

  test('progress moves, and cancelling leaves what is done', async ({ act, directory, find, jobs, page }) => {
    await act.open('?reactive=active');
    await find.rows().first().getByRole('checkbox').check();
    await jobs.allThatMatch('10,000+').check();
    await jobs.goOn(jobs.setTo('reactive', 'blocked'));
    await jobs.isIn('checked');
    const all = await jobs.count(jobs.words.updated!).innerText();
    await page.getByRole('button', { name: `Change ${all} contacts` }).click();
    await expect.poll(() => jobs.fraction()).toBeGreaterThan(0);
    await jobs.button(jobs.words.stop!).click();
    await jobs.isIn('cancelled');
    const done = Number((await jobs.count(jobs.words.updated!).innerText()).replace(',', ''));
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(Number(all.replace(',', '')));
    expect(await directory.list('reactive=active&size=25')).toHaveLength(25);
  });
});

test.describe('at 360 px', () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test('cards are ticked, and the bar fits', async ({ act, check, directory, jobs, page }) => {
    await directory.add('José García de la Santísima Trinidad y Rodríguez');
    await act.open();
    const tick = jobs.tick('José García de la Santísima Trinidad y Rodríguez');
    await check.isOnScreen(tick);
    await tick.check();
    await check.isOnScreen(jobs.bar());
    await check.fitsTheWidth();
    await check.accessible();
    await jobs.goOn(jobs.words.set_external_code!);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(jobs.words.bulk!);
    // With its style sheets.
    await page.waitForLoadState();
    await check.fitsTheWidth();
    await check.accessible();
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  // What the page would fetch for its scripts, the browser refuses.
  test.beforeEach(({ watch }) => watch.expects(/csp GET \S+\.js$/));

  test('contacts are ticked, changed and put back', async ({ directory, jobs, page }) => {
    const ana = await directory.add('Ana');
    await page.goto(LIST);
    await expect(jobs.tick(jobs.words.tick_all!)).toBeHidden();
    await jobs.tick('Ana').check();
    await jobs.goOn(jobs.setTo('proactive', 'active'));
    await jobs.isIn('checked');
    await page.getByRole('button', { name: 'Change 1 contact' }).click();
    await jobs.isIn('done');
    expect((await directory.get(ana.id)).fields.proactive).toBe('active');
    await jobs.undo();
    await jobs.isIn('done');
    expect((await directory.get(ana.id)).fields.proactive).toBe('blocked');
  });
});

test.describe('a viewer', () => {
  test.use({ role: 'viewer' });

  test('ticks nothing and imports nothing', async ({ act, directory, jobs, page, watch }) => {
    watch.expects(/403/);
    await directory.add('Ana');
    await act.open();
    await expect(jobs.tick('Ana')).toHaveCount(0);
    await expect(jobs.link(jobs.words.import!)).toHaveCount(0);
    const answer = await page.goto('/audiences/chat/contacts/import');
    expect(answer?.status()).toBe(403);
  });
});

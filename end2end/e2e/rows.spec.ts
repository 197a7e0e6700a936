// A row whose contact no longer matches is taken by another contact: nothing of the first may pass to the second.

import type { Contact } from './directory.ts';
import { expect, test } from './fixtures.ts';

let ana: Contact;

test.beforeEach(async ({ act, directory }) => {
  ana = await directory.add('Ana', { external_code: 'A-1', language: 'es', channel: 'webchat', proactive: 'active' });
  await directory.add('Bea', { channel: 'webchat' });
  await act.open();
});

test('another contact in a row says everything of its own', async ({ act, check, directory, find, jobs }) => {
  await directory.add('Carla', { external_code: 'C-9', language: 'de', channel: 'telegram', reactive: 'blocked' });
  await act.search('carla');
  await check.shows('Carla');
  const carla = (await directory.list()).find(({ fields }) => fields.name === 'Carla')!;
  for (const [cell, text] of [
    ['contact_id', carla.fields.contact_id],
    ['external_code', 'C-9'],
    ['channel', 'Telegram'],
  ] as const) {
    await expect(find.cell('Carla', cell)).toHaveText(text);
  }
  await expect(find.cell('Carla', 'channel').locator('use')).toHaveAttribute('href', '/icons.svg#telegram');
  await expect(find.cell('Carla', 'language')).toContainText('German');
  await check.permission('proactive', 'Carla', 'blocked');
  await check.permission('reactive', 'Carla', 'blocked');
  await expect(find.row('Carla')).toHaveAttribute('data-contact', carla.id);
  await expect(jobs.tick('Carla')).toHaveValue(carla.id);
  await act.openEdit('Carla');
  await expect(find.field('name')).toHaveValue('Carla');
  await act.press('Escape');
  // What the first one did not have is gone from the row again.
  await act.search('bea');
  await check.shows('Bea');
  await expect(find.cell('Bea', 'external_code')).toHaveText('');
  await expect(find.cell('Bea', 'language')).toHaveText('');
});

test('a tick is not handed on', async ({ act, check, jobs }) => {
  await jobs.tick('Ana').check();
  await expect(jobs.bar()).toBeVisible();
  await act.search('bea');
  await check.shows('Bea');
  await expect(jobs.tick('Bea')).not.toBeChecked();
  await expect(jobs.bar()).toBeHidden();
  expect(await jobs.ticked()).toBe(0);
});

test('a tick stays with a contact that stays', async ({ act, check, jobs }) => {
  await jobs.tick('Bea').check();
  await act.search('bea');
  await check.shows('Bea');
  await expect(jobs.tick('Bea')).toBeChecked();
  await expect(jobs.bar()).toBeVisible();
});

test('the focus does not end up in the row of another contact', async ({ act, check, find, page }) => {
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  const slow = await act.holdBack('list_contacts');
  await act.search('bea');
  // As long as the box waits for the next stroke.
  await page.clock.runFor(100);
  await slow.asked;
  // Quicker than the answer; the rows of before are there until it comes, or until it takes long, which by this clock it never does.
  await find.switch('proactive', 'Ana').evaluate((button) => (button as HTMLElement).focus());
  slow.release();
  await check.shows('Bea');
  expect(await page.evaluate(() => document.activeElement?.closest('tr')?.textContent ?? 'none')).toBe('none');
});

test('a click that began on one contact does not end on another', async ({ act, check, find, page }) => {
  await act.open('?proactive=active');
  await check.shows('Ana');
  await act.clearFilters();
  await act.search('bea');
  await check.shows('Bea');
  const sent = act.listen('set_permission');
  await find.switch('proactive', 'Bea').hover();
  await page.mouse.down();
  await page.evaluate(() => history.go(-2));
  await check.shows('Ana');
  await page.mouse.up();
  await act.painted();
  expect(sent).toEqual([]);
  await check.permission('proactive', 'Ana', 'active');
});

test('a switch is answered to the contact that it was of', async ({ act, check, directory, find }) => {
  const saving = await act.holdBack('set_permission');
  await act.flip('proactive', 'Ana');
  await saving.asked;
  await act.search('bea');
  await check.shows('Bea');
  await check.permission('proactive', 'Bea', 'blocked');
  saving.release();
  await expect(find.success('Ana, Proactive messages: Blocked')).toBeVisible();
  await check.permission('proactive', 'Bea', 'blocked');
  expect((await directory.get(ana.id)).fields.proactive).toBe('blocked');
  // And its Undo is of the first one too.
  await act.undo();
  await expect(find.success('Undone. Ana, Proactive messages: Active')).toBeVisible();
  await check.permission('proactive', 'Bea', 'blocked');
  expect((await directory.get(ana.id)).fields.proactive).toBe('active');
});

test('a switch in a row that was taken is of the contact that took it', async ({ act, check, directory, find }) => {
  await act.search('bea');
  await check.shows('Bea');
  await act.flip('proactive', 'Bea');
  await expect(find.success('Bea, Proactive messages: Active')).toBeVisible();
  expect((await directory.get(ana.id)).version).toBe(1);
});

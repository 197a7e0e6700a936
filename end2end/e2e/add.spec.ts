import { expect, test } from './fixtures.ts';

test.describe('the form for a new contact', () => {
  test.beforeEach(async ({ act }) => {
    await act.open();
    await act.openNew();
  });

  test('has its fields in order, with the defaults', async ({ act, check, find, page }) => {
    await check.address({ new: '' });
    await check.formPermission('proactive', 'blocked');
    await check.formPermission('reactive', 'active');
    await expect(find.field('channel').locator('option:checked')).toHaveText('WhatsApp');
    await find.field('name').focus();
    for (const field of ['contact_id_field', 'external_code', 'language', 'channel', 'proactive', 'reactive'] as const) {
      await act.press('Tab');
      await expect(find.field(field)).toBeFocused();
    }
    await act.press('Tab');
    await expect(page.getByRole('button', { name: 'Cancel', exact: true })).toBeFocused();
    await act.press('Tab');
    await expect(find.saveButton()).toBeFocused();
  });

  test('saves all that was filled in', async ({ act, check, directory, find }) => {
    await act.fill('name', 'José García');
    await act.fill('contact_id_field', '+34 666 123 456');
    await act.fill('external_code', ' CRM-7 ');
    await act.chooseLanguage('german', 'German');
    await act.chooseChannel('SMS');
    await act.flipInForm('proactive');
    await act.flipInForm('reactive');
    await act.save();
    await expect(find.success('José García was added.')).toBeVisible();
    await check.closed(find.addDialog());
    await check.address({});
    await check.shows('José García');
    await expect(find.cell('José García', 'channel')).toHaveText('SMS');
    await check.permission('proactive', 'José García', 'active');
    await check.permission('reactive', 'José García', 'blocked');
    const [saved] = await directory.list();
    expect(saved!.fields).toEqual({
      name: 'José García',
      contact_id: '+34666123456',
      external_code: 'CRM-7',
      language: 'de',
      channel: 'sms',
      proactive: 'active',
      reactive: 'blocked',
    });
  });

  test('needs only the contact ID, which then stands in for the name', async ({ act, check, find }) => {
    await act.fill('contact_id_field', '0034 666-123-456');
    await act.press('Enter');
    await expect(find.success('34666123456 was added.')).toBeVisible();
    await check.shows('34666123456');
    await check.permission('proactive', '34666123456', 'blocked');
    await check.permission('reactive', '34666123456', 'active');
  });

  test('asks for the contact ID before anything is sent', async ({ act, check, find }) => {
    const sent = act.listen('create_contact');
    await act.fill('name', 'Ana');
    await act.save();
    await check.fieldError('contact_id_field', 'Please fill this in.');
    await expect(find.field('contact_id_field')).toBeFocused();
    await expect(find.addDialog()).toBeVisible();
    expect(sent).toEqual([]);
  });

  test('marks a field as one leaves it, and unmarks it as it is mended', async ({ act, check }) => {
    await act.fill('contact_id_field', '12');
    await check.fieldIsFine('contact_id_field');
    await act.leave('contact_id_field');
    await check.fieldError('contact_id_field', 'A phone number with its country, 7–15 digits');
    await act.fill('contact_id_field', '1234567');
    await check.fieldIsFine('contact_id_field');
  });

  test('says nothing about a field that was only passed', async ({ act, check }) => {
    await act.leave('contact_id_field');
    await check.fieldIsFine('contact_id_field');
  });

  test('explains why a national number won’t do for SMS', async ({ act, check }) => {
    await act.chooseChannel('SMS');
    await act.fill('contact_id_field', '666123456');
    await act.leave('contact_id_field');
    await check.fieldError('contact_id_field', 'Without its country the number could be anybody’s.');
  });

  test('judges the ID anew when the channel changes', async ({ act, check }) => {
    await act.fill('contact_id_field', 'visitor-1');
    await act.leave('contact_id_field');
    await check.fieldError('contact_id_field', 'A phone number');
    await act.chooseChannel('Web chat');
    await check.fieldIsFine('contact_id_field');
  });

  test('takes a name of 128 characters and no more', async ({ act, check, find }) => {
    await act.fill('name', 'é'.repeat(129));
    await act.leave('name');
    await check.fieldError('name', 'At most 128 characters.');
    await act.fill('name', 'é'.repeat(128));
    await check.fieldIsFine('name');
    await act.fill('contact_id_field', '34666123456');
    await act.save();
    await expect(find.success(/was added\./)).toBeVisible();
  });

  test('refuses too long an external code', async ({ act, check }) => {
    await act.fill('external_code', 'x'.repeat(129));
    await act.leave('external_code');
    await check.fieldError('external_code', 'At most 128 characters.');
  });

  test('marks all mistakes at once and goes to the first', async ({ act, check, find }) => {
    await act.fill('name', 'x'.repeat(129));
    await act.fill('external_code', 'x'.repeat(129));
    await act.save();
    await check.fieldError('name', 'At most 128 characters.');
    await check.fieldError('contact_id_field', 'Please fill this in.');
    await check.fieldError('external_code', 'At most 128 characters.');
    await expect(find.field('name')).toBeFocused();
  });

  test('closes without asking while nothing was typed', async ({ act, check, find }) => {
    for (const close of [() => act.cancel(), () => act.press('Escape'), () => act.clickBackdrop(), () => act.back()]) {
      await close();
      await check.closed(find.addDialog());
      await check.address({});
      await check.closed(find.discardDialog());
      await expect(find.addLink()).toBeFocused();
      await act.openNew();
    }
  });

  for (const way of ['Cancel', 'Escape', 'the backdrop', 'Back'] as const) {
    test(`asks before ${way} loses what was typed`, async ({ act, check, directory, find }) => {
      const leave = {
        Cancel: () => act.cancel(),
        Escape: () => act.press('Escape'),
        'the backdrop': () => act.clickBackdrop(),
        Back: () => act.back(),
      }[way];
      await act.fill('name', 'Ana');
      await leave();
      await expect(find.discardDialog()).toBeVisible();
      await act.keepEditing();
      await check.closed(find.discardDialog());
      await expect(find.field('name')).toHaveValue('Ana');
      await check.address({ new: '' });

      await leave();
      await act.discard();
      await check.closed(find.addDialog());
      await check.address({});
      expect(await directory.list()).toEqual([]);

      await act.openNew();
      await expect(find.field('name')).toHaveValue('');
    });
  }

  test('asks too before the tab loses what was typed', async ({ act, page }) => {
    await act.fill('name', 'Ana');
    const asked = page.waitForEvent('dialog');
    const reloaded = page.reload();
    const question = await asked;
    expect(question.type()).toBe('beforeunload');
    await question.accept();
    await reloaded;
  });

  test('text selected beyond its edge is no click beside it', async ({ act, find, page }) => {
    await act.fill('name', 'Ana');
    const box = (await find.field('name').boundingBox())!;
    await page.mouse.move(box.x + 20, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(8, 8);
    await page.mouse.up();
    await act.painted();
    await expect(find.discardDialog()).toBeHidden();
    await expect(find.addDialog()).toBeVisible();
  });

  test('is saved once, however often Save is clicked', async ({ act, directory, find }) => {
    const saving = await act.holdBack('create_contact');
    const sent = act.listen('create_contact');
    await act.fill('contact_id_field', '34666123456');
    await act.save();
    await saving.asked;
    // It says that it is disabled, so Playwright would wait; a person just clicks.
    await find.addDialog().getByRole('button', { name: 'Saving…' }).click({ force: true });
    await act.painted();
    saving.release();
    await expect(find.success('34666123456 was added.')).toBeVisible();
    expect(sent).toHaveLength(1);
    expect(await directory.list()).toHaveLength(1);
  });

  test('stays open with all that was typed when the server can’t save', async ({ act, check, find, watch }) => {
    watch.expects(/503/);
    await act.refuse('create_contact', 503, { code: 'unavailable' });
    await act.fill('name', 'Ana');
    await act.fill('contact_id_field', '34666123456');
    await act.save();
    await expect(find.addDialog().getByRole('alert')).toContainText(
      'Your changes may not have been saved. The server is busy.',
    );
    await expect(find.field('name')).toHaveValue('Ana');
    await act.stopRefusing('create_contact');
    await act.save();
    await check.shows('Ana');
  });

  test('shows a mistake that only the server sees at its field', async ({ act, check, find, watch }) => {
    watch.expects(/422/);
    await act.refuse('create_contact', 422, {
      code: 'invalid',
      fields: [{ code: 'too_long', field: 'external_code', limit: 64 }],
    });
    await act.fill('contact_id_field', '34666123456');
    await act.fill('external_code', 'CRM-7');
    await act.save();
    await check.fieldError('external_code', 'At most 64 characters.');
    await expect(find.field('external_code')).toBeFocused();
  });

  test('keeps the focus inside', async ({ act, check, find, page }) => {
    await check.focusIsIn(find.addDialog());
    for (let step = 0; step < 14; step += 1) {
      await act.press('Tab');
      // At its end the browser may take the focus to its own controls, but never to the page below.
      const inside = await page.evaluate(() => {
        const element = document.activeElement;
        return element === document.body || element?.closest('dialog') !== null;
      });
      expect(inside, `after ${step + 1} times Tab`).toBe(true);
    }
  });

  test('begins with the focus in its first field', async ({ find }) => {
    await expect(find.field('name')).toBeFocused();
  });
});

test('a contact ID that is taken names the contact that has it and leads there', async ({
  act,
  check,
  directory,
  find,
  watch,
}) => {
  watch.expects(/409/);
  const jose = await directory.add('José', { contact_id: '34666123456' });
  await act.open();
  await act.openNew();
  await act.fill('contact_id_field', '+34 666 12 34 56');
  await act.save();
  await check.fieldError('contact_id_field', 'José has this contact ID already.');
  await expect(find.field('contact_id_field')).toBeFocused();

  await find.addDialog().getByRole('link', { name: 'Open it' }).click();
  await act.discard();
  await expect(find.editDialog()).toBeVisible();
  await check.address({ contact: jose.id });
  await expect(find.field('name')).toHaveValue('José');
  await expect(find.field('contact_id_field')).toHaveAttribute('readonly');
  await expect(find.button('Delete contact')).toBeVisible();
});

test('a contact ID that is taken on another channel is free on this one', async ({ act, directory, find }) => {
  await directory.add('José', { contact_id: '34666123456' });
  await act.open();
  await act.openNew();
  await act.chooseChannel('SMS');
  await act.fill('contact_id_field', '+34666123456');
  await act.save();
  await expect(find.success('+34666123456 was added.')).toBeVisible();
});

test('a duplicate that the list doesn’t show is opened all the same', async ({ act, check, directory, find, watch }) => {
  watch.expects(/409/);
  const jose = await directory.add('José', { contact_id: '34666123456' });
  await directory.add('Maria');
  await act.open('?q=maria');
  await act.openNew();
  await act.fill('contact_id_field', '34666123456');
  await act.save();
  await check.fieldError('contact_id_field', 'José has this contact ID already.');
  await find.addDialog().getByRole('link', { name: 'Open it' }).click();
  await act.discard();
  await expect(find.field('name')).toHaveValue('José');
  await check.address({ q: 'maria', contact: jose.id });
});

test('the address ?new opens the form, and a reload keeps it', async ({ act, check, find }) => {
  await act.open('?new');
  await expect(find.addDialog()).toBeVisible();
  await act.reload();
  await expect(find.addDialog()).toBeVisible();
  await check.address({ new: '' });
  await act.cancel();
  await check.closed(find.addDialog());
  await check.address({});
});

test('Forward opens the form that Back has closed', async ({ act, check, find, page }) => {
  await act.open();
  await act.openNew();
  await act.back();
  await check.closed(find.addDialog());
  await page.evaluate(() => history.forward());
  await expect(find.addDialog()).toBeVisible();
});

test('adding keeps the search and the filters', async ({ act, check, directory, find }) => {
  await directory.add('Ana');
  await directory.add('Bruno');
  await act.open('?q=ana&reactive=active');
  await act.openNew();
  await check.address({ q: 'ana', reactive: 'active', new: '' });
  await act.fill('name', 'Ana María');
  await act.fill('contact_id_field', '34666123456');
  await act.save();
  await check.closed(find.addDialog());
  await check.address({ q: 'ana', reactive: 'active' });
  await check.shows('Ana', 'Ana María');
});

test.describe('the choice of a language', () => {
  test.beforeEach(async ({ act }) => {
    await act.open();
    await act.openNew();
    await act.fill('contact_id_field', '34666123456');
  });

  test('shows the common ones first', async ({ find }) => {
    await find.field('language').click();
    await expect(find.languageOptions().first()).toContainText('Spanish');
    await expect(find.languageOptions().nth(1)).toContainText('English');
    await expect(find.field('language')).toHaveAttribute('aria-expanded', 'true');
  });

  test('finds by name', async ({ act, directory, find }) => {
    await act.chooseLanguage('filip', 'Filipino');
    await expect(find.field('language')).toHaveValue('fil');
    await expect(find.field('language')).toHaveAccessibleDescription('Filipino');
    await act.save();
    await expect(find.success(/was added/)).toBeVisible();
    expect((await directory.list())[0]!.fields.language).toBe('fil');
  });

  test('finds by tag', async ({ act, find }) => {
    await act.chooseLanguage('es-mx', 'Spanish (Mexico)');
    await expect(find.field('language')).toHaveValue('es-MX');
  });

  test('takes any well-formed tag', async ({ act, directory, find }) => {
    await act.fill('external_code', 'A');
    await find.field('language').fill('prs-af');
    await expect(find.languageOption('Persian (Afghanistan)')).toContainText('prs-AF');
    await find.field('language').fill('qaa-x-club');
    await act.leave('language');
    await act.save();
    await expect(find.success(/was added/)).toBeVisible();
    expect((await directory.list())[0]!.fields.language).toBe('qaa-x-club');
  });

  test('takes a name that was typed in full', async ({ act, find }) => {
    await find.field('language').fill('japanese');
    await act.leave('language');
    await expect(find.field('language')).toHaveValue('ja');
  });

  for (const text of ['no such language', 'klingon']) {
    test(`refuses what is no tag: ${text}`, async ({ act, check, find }) => {
      await find.field('language').fill(text);
      await expect(find.page.getByText('No language of that name.')).toBeVisible();
      await act.leave('language');
      await check.fieldError('language', 'Not a language tag. Examples: es, es-MX, zh-Hant-TW.');
    });
  }

  test('works by keyboard: arrows mark, Enter takes, Escape closes only the list', async ({ act, find }) => {
    const field = find.field('language');
    await field.focus();
    await act.press('ArrowDown');
    await act.press('ArrowDown');
    await act.press('ArrowDown');
    const marked = find.languageOptions().nth(1);
    await expect(marked).toHaveAttribute('aria-selected', 'true');
    await expect(field).toHaveAttribute('aria-activedescendant', (await marked.getAttribute('id'))!);
    await act.press('Enter');
    await expect(field).toHaveValue('en');
    await expect(find.addDialog()).toBeVisible();
    await act.press('ArrowDown');
    await expect(find.languageOptions().first()).toBeVisible();
    await act.press('Escape');
    await expect(find.languageOptions().first()).toBeHidden();
    await expect(find.addDialog()).toBeVisible();
    await expect(find.discardDialog()).toBeHidden();
  });

  test('says how many it found', async ({ find }) => {
    await find.field('language').fill('portug');
    await expect(find.addDialog().getByRole('status')).toHaveText(/^\d+ languages$/);
  });
});

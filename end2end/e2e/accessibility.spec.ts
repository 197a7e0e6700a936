import { ACCOUNT_SCREENS } from './account-screens.ts';
import { expect, test, type Person } from './fixtures.ts';
import type { Contact, Directory } from './directory.ts';

// No motion, so that no colour is looked at on its way to another.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

interface State {
  name: string;
  /** Brings the screen there. */
  reach: (person: Person, directory: Directory, contacts: { jose: Contact; maria: Contact }) => Promise<void>;
  /** Console messages that belong to it. */
  expects?: RegExp;
}

const STATES: State[] = [
  {
    name: 'the list',
    reach: async ({ act, find }) => {
      await act.open();
      await expect(find.rows()).toHaveCount(3);
    },
  },
  {
    name: 'what was found, filtered and sorted',
    reach: async ({ act, find }) => {
      await act.open('?q=jo&channel=whatsapp&reactive=active&external_code=with&sort=-contact_id');
      await expect(find.marks('José García')).toHaveText(['Jo']);
    },
  },
  {
    name: 'nothing found',
    reach: async ({ act, page }) => {
      await act.open('?q=nobody&channel=line');
      await expect(page.getByRole('heading', { level: 2 })).toBeVisible();
    },
  },
  {
    name: 'an empty database',
    reach: async ({ act, page }, directory) => {
      for (const contact of await directory.list()) await directory.remove(contact);
      await act.open();
      await expect(page.getByRole('heading', { level: 2 })).toBeVisible();
    },
  },
  {
    name: 'the form to add',
    reach: async ({ act, find }) => {
      await act.open('?new');
      await expect(find.addDialog()).toBeVisible();
    },
  },
  {
    name: 'the form with mistakes',
    reach: async ({ act, find }) => {
      await act.open('?new');
      await act.fill('name', 'x'.repeat(129));
      await act.fill('external_code', 'x'.repeat(129));
      await act.save();
      await expect(find.field('contact_id_field')).toHaveAttribute('aria-invalid', 'true');
    },
  },
  {
    name: 'a duplicate',
    expects: /409/,
    reach: async ({ act, find, words }, _, { jose }) => {
      await act.open('?new');
      await act.fill('contact_id_field', jose.fields.contact_id);
      await act.save();
      await expect(find.addDialog().getByRole('link', { name: words.open_contact })).toBeVisible();
    },
  },
  {
    name: 'the choice of a language',
    reach: async ({ act, find }) => {
      await act.open('?new');
      await find.field('language').click();
      await act.press('ArrowDown');
      await expect(find.languageOptions().first()).toHaveAttribute('aria-selected', 'true');
    },
  },
  {
    name: 'the form to edit',
    reach: async ({ act, find }, _, { jose }) => {
      await act.open(`?contact=${jose.id}`);
      await expect(find.editDialog()).toBeVisible();
    },
  },
  {
    name: 'a stale save',
    expects: /409/,
    reach: async ({ act, find }, directory, { jose }) => {
      await act.open(`?contact=${jose.id}`);
      await directory.change(jose, { name: 'Pepe', proactive: 'active' });
      await act.fill('name', 'José María');
      await act.save();
      await expect(find.mergeChoice('name', 'stale_yours')).toBeVisible();
    },
  },
  {
    name: 'the question before deleting',
    reach: async ({ act, find }, _, { jose }) => {
      await act.open(`?contact=${jose.id}`);
      await act.askToDelete();
      await expect(find.deleteDialog('José García')).toBeVisible();
    },
  },
  {
    name: 'the question before discarding',
    reach: async ({ act, find }) => {
      await act.open('?new');
      await act.fill('name', 'Ana');
      await act.press('Escape');
      await expect(find.discardDialog()).toBeVisible();
    },
  },
  {
    name: 'a contact’s history',
    reach: async ({ act, find, page }, directory, { jose }) => {
      await directory.change(jose, { name: 'Pepe García', proactive: 'active', reason: 'Asked', evidence: 'ticket 7' });
      await act.open(`?history=${jose.id}`);
      await expect(find.moments()).toHaveCount(5);
      await page.locator('summary').last().click();
    },
  },
  {
    name: 'the receipt',
    reach: async ({ find, page }, directory, { jose }) => {
      await directory.change(jose, { proactive: 'active', reason: 'Asked' });
      await page.goto(`/audiences/chat/contacts/${jose.id}/receipt`);
      await expect(find.page.getByRole('listitem')).toHaveCount(3);
    },
  },
  {
    name: 'the form of a contact who stopped it, with a reason',
    reach: async ({ act, find }, directory, { jose }) => {
      await directory.stop(jose);
      await act.open(`?contact=${jose.id}`);
      await act.flipInForm('proactive');
      await expect(find.field('evidence')).toBeVisible();
    },
  },
  {
    name: 'the messages',
    expects: /409/,
    reach: async ({ act, find }, directory, { jose, maria }) => {
      await act.open();
      await act.flip('proactive', 'Maria Schmidt');
      await expect(find.undoButton()).toBeVisible();
      await directory.set(jose, 'reactive', 'blocked');
      await act.flip('proactive', 'José García');
      await expect(find.refusal(/José García/)).toBeVisible();
      await expect.poll(async () => (await directory.get(maria.id)).version).toBe(2);
    },
  },
  {
    name: 'a filter that is open',
    reach: async ({ act, find }) => {
      await act.open('?channel=sms&channel=whatsapp');
      await find.filterButton('channel').click();
      await expect(find.filterChoice('WhatsApp')).toBeVisible();
    },
  },
  {
    name: 'the preferences',
    reach: async ({ act, find }) => {
      await act.open();
      await find.preferencesButton().click();
      await expect(find.radio('English')).toBeVisible();
    },
  },
  {
    name: 'the keyboard shortcuts',
    reach: async ({ act, find }) => {
      await act.open();
      await act.press('?');
      await expect(find.shortcutsDialog()).toBeVisible();
    },
  },
  {
    name: 'rows that take long',
    reach: async ({ act, find }) => {
      await act.open();
      await act.holdBack('list_contacts');
      await act.search('jose');
      await expect(find.table().locator('tbody[aria-hidden=true]')).toBeVisible();
    },
  },
  {
    name: 'a server that can’t be reached',
    expects: /503/,
    reach: async ({ act, find, words }) => {
      await act.open();
      await act.refuse('list_contacts', 503, { code: 'unavailable' });
      await act.search('jose');
      await expect(find.button(words.retry)).toBeVisible();
    },
  },
  {
    name: 'an address that asks for something that is not there',
    expects: /400/,
    reach: async ({ act, find, words }) => {
      await act.open('?size=7');
      await expect(find.alert(words.bad_query_title)).toBeVisible();
    },
  },
  {
    name: 'an address of nothing',
    expects: /404/,
    reach: async ({ find, page, words }) => {
      await page.goto('/nothing');
      await expect(find.heading()).toHaveText(words.page_not_found);
    },
  },
];

/** Looks at what is on the screen, as it is at each width in each theme. */
async function noViolation({ act, check, page }: Person): Promise<void> {
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await test.step(`${width} px, ${colorScheme}`, async () => {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await act.painted();
        await check.accessible();
      });
    }
  }
}

for (const locale of ['en-US', 'es-ES']) {
  test.describe(locale, () => {
    test.use({ locale });

    for (const { name, reach, expects } of STATES) {
      test(`${name}: no violation in both themes and both widths`, async ({ directory, person, watch }) => {
        if (expects) watch.expects(expects);
        const jose = await directory.add('José García', { external_code: 'CRM-7', language: 'es-MX' });
        const maria = await directory.add('Maria Schmidt', { channel: 'telegram', contact_id: '42', proactive: 'active' });
        await directory.add('محمد', { language: 'ar', reactive: 'blocked' });
        await reach(person, directory, { jose, maria });
        await noViolation(person);
      });
    }

    for (const { name, role, bare, reach, expects } of ACCOUNT_SCREENS) {
      test.describe(name, () => {
        test.use({ role, accounts: !bare });

        test('no violation in both themes and both widths', async ({ directory, person, server, watch }) => {
          if (expects) watch.expects(expects);
          await reach(person, { directory, server });
          await noViolation(person);
        });
      });
    }
  });
}

for (const theme of ['Light', 'Dark'] as const) {
  test(`the chosen theme ${theme} has no violation against the system’s`, async ({ act, check, directory, page }) => {
    await directory.add('José', { language: 'es' });
    await page.emulateMedia({ colorScheme: theme === 'Dark' ? 'light' : 'dark', reducedMotion: 'reduce' });
    await act.open();
    await act.choosePreference(theme);
    await act.painted();
    await check.accessible();
    await act.press('Escape');
    await act.openNew();
    await act.painted();
    await check.accessible();
  });
}

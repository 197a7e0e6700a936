// The screens of accounts and settings, for what must hold on each of them.

import { expect } from '@playwright/test';
import { emailOf, type Role } from './accounts.mjs';
import type { Contact, Directory } from './directory.ts';
import type { Person } from './fixtures.ts';
import type { Server } from './server.mjs';

export interface Place {
  directory: Directory;
  server: Server;
}

export interface AccountScreen {
  name: string;
  /** Who looks at it. */
  role: Role | null;
  /** Of a server that has no accounts yet. */
  bare?: true;
  /** Brings the screen there. */
  reach: (person: Person, place: Place) => Promise<void>;
  /** Console messages that belong to it. */
  expects?: RegExp;
}

/** One with everything that a card or a row can hold. */
function somebody(directory: Directory): Promise<Contact> {
  return directory.add('José García de la Santísima Trinidad', {
    contact_id: 'US.13491208655302741918',
    external_code: 'CRM-0000-1111-2222',
    language: 'zh-Hant-TW',
    proactive: 'active',
  });
}

/** Longer than a phone is wide, and of a host that no resolver has to be asked for: its name is longer than names may be. */
const LONG_URL = 'https://a-host-whose-name-has-more-than-the-63-characters-that-a-name-may-have.example/hook?key=0123456789abcdef';

export const ACCOUNT_SCREENS: AccountScreen[] = [
  {
    name: 'the sign-in that was refused',
    role: null,
    expects: /422/,
    reach: async ({ accountWords, act, find }) => {
      await act.account.openSignIn();
      await act.account.signIn('nobody@example.com', 'wrong');
      await expect(find.alert(accountWords.wrong)).toBeVisible();
    },
  },
  {
    name: 'the set-up with a mistake',
    role: null,
    bare: true,
    expects: /422/,
    reach: async ({ act, find }, { server }) => {
      await act.account.openSetup(server);
      await act.account.createFirstAccount('ana', 'four quiet lanterns drift');
      await expect(find.account.field('email')).toHaveAttribute('aria-invalid', 'true');
    },
  },
  {
    name: 'the question for a code',
    role: 'editor',
    expects: /422/,
    reach: async ({ accountWords, act, find }) => {
      await act.account.turnOnSecondFactor();
      await find.account.link(accountWords.recovery_done).click();
      await act.account.signOut(emailOf('editor'));
      await act.account.signIn(emailOf('editor'));
      await act.account.giveCode('1');
      await expect(find.account.field('code')).toHaveAttribute('aria-invalid', 'true');
    },
  },
  {
    name: 'a link that is gone',
    role: null,
    expects: /410/,
    reach: async ({ accountWords, find, page }) => {
      await page.goto('/password?token=x');
      await expect(find.heading()).toHaveText(accountWords.link_gone_title);
    },
  },
  {
    name: 'a password being chosen by a one-time link',
    role: 'admin',
    reach: async ({ act, find, page }) => {
      await act.account.openSettings('operators');
      const link = await act.account.invite('somebody.with.a.long.name@department.example.com', 'viewer');
      await page.goto(link);
      await expect(find.account.field('new_password')).toBeVisible();
    },
  },
  {
    name: 'my account with the open menu',
    role: 'admin',
    reach: async ({ act, find }) => {
      await act.account.openAccount();
      await find.account.menuButton(emailOf('admin')).click();
      await expect(find.account.menu(emailOf('admin'))).toBeVisible();
    },
  },
  {
    name: 'my account with a wrong password',
    role: 'viewer',
    expects: /422/,
    reach: async ({ act, find }) => {
      await act.account.turnOnSecondFactor();
      await act.account.openAccount();
      await act.account.turnOffSecondFactor('wrong');
      await expect(find.account.field('current_password').last()).toHaveAttribute('aria-invalid', 'true');
    },
  },
  {
    name: 'the second factor being set up',
    role: 'viewer',
    reach: async ({ act, find }) => {
      await act.account.beginSecondFactor();
      await expect(find.account.field('offer_code')).toBeVisible();
    },
  },
  {
    name: 'the recovery codes',
    role: 'viewer',
    reach: async ({ act }) => {
      await act.account.turnOnSecondFactor();
    },
  },
  {
    name: 'the operators with an invitation that was refused',
    role: 'admin',
    expects: /422/,
    reach: async ({ accountWords, act, find }) => {
      await act.account.openSettings('operators');
      await find.account.disclosure(accountWords.invite).click();
      await act.account.fill('email', 'bea');
      await act.account.press(accountWords.invite_button);
      await expect(find.account.field('email')).toHaveAttribute('aria-invalid', 'true');
    },
  },
  {
    name: 'what can be done to an operator',
    role: 'admin',
    reach: async ({ accountWords, act, find }) => {
      const email = 'somebody.with.a.long.name@department.example.com';
      await act.account.openSettings('operators');
      await act.account.invite(email, 'editor');
      await act.account.openSettings('operators');
      await find.account.actionsButton(email).click();
      await find.account.disclosure(accountWords.disable).click();
      await expect(find.account.actions(email).getByText(accountWords.disable_text)).toBeVisible();
    },
  },
  {
    name: 'a link to send to somebody',
    role: 'admin',
    reach: async ({ act, find }) => {
      await act.account.openSettings('operators');
      await act.account.invite('somebody.with.a.long.name@department.example.com', 'viewer');
      await expect(find.account.shownOnce('link')).toBeVisible();
    },
  },
  {
    name: 'the tokens with one that was refused',
    role: 'admin',
    expects: /422/,
    reach: async ({ accountWords, act, find, page }) => {
      await act.account.openSettings('tokens');
      await act.account.makeToken('CRM', 'contacts:read', 'contacts:write', 'decisions:read');
      await act.account.openSettings('tokens');
      await find.account.disclosure(accountWords.make_token).click();
      await act.account.fill('token_name', 'Billing');
      await act.account.press(accountWords.make_token);
      await expect(page.getByText(accountWords.token_scope_missing)).toBeVisible();
    },
  },
  {
    name: 'a new token',
    role: 'admin',
    reach: async ({ act, find }) => {
      await act.account.openSettings('tokens');
      await act.account.makeToken('The nightly job of the customer data platform', 'contacts:read');
      await expect(find.account.shownOnce('token')).toBeVisible();
    },
  },
  {
    name: 'the webhooks with one that was refused',
    role: 'admin',
    expects: /422/,
    reach: async ({ accountWords, act, find, page }) => {
      await act.account.openSettings('webhooks');
      await act.account.makeWebhook(LONG_URL);
      await act.account.openSettings('webhooks');
      await find.account.disclosure(accountWords.make_webhook).click();
      await act.account.fill('webhook_url', 'https://10.0.0.1/');
      await act.account.press(accountWords.make_webhook);
      await expect(page.getByText(accountWords.url_private)).toBeVisible();
    },
  },
  {
    name: 'a new webhook',
    role: 'admin',
    reach: async ({ act, find }) => {
      await act.account.openSettings('webhooks');
      await act.account.makeWebhook(LONG_URL);
      await expect(find.account.shownOnce('webhook_secret')).toBeVisible();
    },
  },
  {
    name: 'what can be done to a webhook',
    role: 'admin',
    reach: async ({ accountWords, act, find }) => {
      await act.account.openSettings('webhooks');
      await act.account.makeWebhook(LONG_URL);
      await act.account.openSettings('webhooks');
      await find.account.actionsButton(LONG_URL).click();
      await find.account.disclosure(accountWords.remove).click();
      await expect(find.account.actions(LONG_URL).getByText(accountWords.remove_text)).toBeVisible();
    },
  },
  {
    name: 'the deliveries of a webhook',
    role: 'admin',
    reach: async ({ accountWords, act, find, page }) => {
      await act.account.openSettings('webhooks');
      await act.account.makeWebhook(LONG_URL);
      await act.account.testWebhook(LONG_URL);
      await expect(async () => {
        await page.reload();
        const failed = find.account.deliveries().filter({ hasText: accountWords.delivery_failed });
        await expect(failed).toHaveCount(1, { timeout: 500 });
      }).toPass();
    },
  },
  {
    name: 'the activity',
    role: 'admin',
    reach: async ({ act, find }) => {
      await act.account.openSettings('tokens');
      await act.account.makeToken('CRM', 'contacts:read', 'contacts:write', 'decisions:read', 'imports:write', 'ledger:read');
      await act.account.openSettings('activity');
      await expect(find.account.events()).not.toHaveCount(0);
    },
  },
  {
    name: 'what a role does not allow',
    role: 'viewer',
    expects: /403/,
    reach: async ({ accountWords, act, find }) => {
      await act.account.openSettings('operators');
      await expect(find.heading()).toHaveText(accountWords.forbidden_title);
    },
  },
  {
    name: 'a viewer’s list',
    role: 'viewer',
    reach: async ({ act, find }, { directory }) => {
      await somebody(directory);
      await act.open();
      await expect(find.rows()).toHaveCount(1);
    },
  },
  {
    name: 'the export of a long view',
    role: 'viewer',
    reach: async ({ find, page }) => {
      await page.goto('/audiences/chat/contacts/export?q=trinidad&channel=whatsapp&channel=instagram&language=zh-Hant-TW&proactive=active');
      await expect(find.heading()).toBeVisible();
    },
  },
  {
    name: 'a contact that a viewer has opened',
    role: 'viewer',
    reach: async ({ act, find }, { directory }) => {
      const { id } = await somebody(directory);
      await act.open(`?contact=${id}`);
      await expect(find.viewDialog()).toBeVisible();
    },
  },
  {
    name: 'a form whose session has ended',
    role: 'editor',
    expects: /401/,
    reach: async ({ act, find, page }) => {
      await act.open('?new');
      await act.fill('name', 'Ana');
      await act.fill('contact_id_field', '34666123456');
      await page.context().clearCookies();
      await act.save();
      await expect(find.signInLink()).toBeVisible();
    },
  },
];

// Where things are on the pages of accounts and settings: by role and name, in the language of whoever looks.

import type { Locator, Page } from '@playwright/test';
import { beginning, escaped, whole } from './names.ts';
import { filled, type Words } from './words.mjs';

export type AccountField =
  | 'email'
  | 'password'
  | 'new_password'
  | 'current_password'
  | 'code'
  | 'offer_code'
  | 'token_name'
  | 'webhook_url';
export type SettingsPage = 'operators' | 'tokens' | 'webhooks' | 'activity';

export class AccountFinders {
  constructor(
    readonly page: Page,
    readonly words: Words,
  ) {}

  // Forms.

  field(field: AccountField): Locator {
    // A password field has no role; the form to turn off the second factor has one more that is hidden at first.
    return this.page.getByLabel(this.words[field], { exact: true }).filter({ visible: true });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  link(name: string): Locator {
    return this.page.getByRole('link', { name, exact: true });
  }

  /** What was just done, said above the page. */
  done(text: string): Locator {
    return this.page.getByRole('status').filter({ hasText: whole(text) });
  }

  /** What opens a part of the page that is closed at first. */
  disclosure(name: string): Locator {
    return this.page.locator('summary:visible').filter({ hasText: whole(name) });
  }

  // The menu of the header.

  menuButton(email: string): Locator {
    return this.button(filled(this.words.account_menu, email));
  }

  menu(email: string): Locator {
    return this.page.getByRole('group', { name: filled(this.words.account_menu, email), exact: true });
  }

  // My account.

  section(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true });
  }

  sessions(): Locator {
    return this.#records(this.words.sessions);
  }

  thisSession(): Locator {
    return this.sessions().filter({ hasText: this.words.this_session });
  }

  /** The sessions in other browsers. */
  otherSessions(): Locator {
    return this.sessions().filter({ hasNotText: this.words.this_session });
  }

  /** The key to type where the QR code can't be scanned. */
  secret(): Locator {
    return this.page.getByRole('code');
  }

  recoveryCodes(): Locator {
    return this.page.getByRole('listitem').getByRole('code');
  }

  // Settings.

  tab(page: SettingsPage): Locator {
    return this.page
      .getByRole('navigation', { name: this.words.settings })
      .getByRole('link', { name: this.words[page], exact: true });
  }

  operators(): Locator {
    return this.#records(this.words.operators);
  }

  operator(email: string): Locator {
    return this.operators().filter({ has: this.page.getByRole('cell', { name: beginning(email) }) });
  }

  roleChoice(email: string): Locator {
    return this.page.getByRole('combobox', { name: filled(this.words.role_of, email), exact: true });
  }

  changeRoleButton(email: string): Locator {
    return this.button(filled(this.words.change_role_of, email));
  }

  actionsButton(email: string): Locator {
    return this.button(filled(this.words.actions_of, email));
  }

  actions(email: string): Locator {
    return this.page.getByRole('group', { name: filled(this.words.actions_of, email), exact: true });
  }

  /** A one-time link, a token or a secret: what is shown only now. */
  shownOnce(what: 'link' | 'token' | 'webhook_secret'): Locator {
    return this.page.getByRole('textbox', { name: this.words[what], exact: true });
  }

  tokens(): Locator {
    return this.#records(this.words.tokens);
  }

  token(name: string): Locator {
    return this.tokens().filter({ has: this.page.getByRole('cell', { name, exact: true }) });
  }

  scope(code: string): Locator {
    return this.page.getByRole('checkbox', { name: new RegExp(`\\b${code}$`) });
  }

  webhooks(): Locator {
    return this.#records(this.words.webhooks);
  }

  webhook(url: string): Locator {
    return this.webhooks().filter({ has: this.page.getByRole('cell', { name: url, exact: true }) });
  }

  /** One of the events that a new webhook may be told of. */
  webhookEvent(name: string): Locator {
    return this.page.getByRole('checkbox', { name: new RegExp(`${escaped(name)}$`) });
  }

  deliveriesLink(url: string): Locator {
    return this.link(filled(this.words.deliveries_to, url));
  }

  /** What was sent to a webhook, the newest first. */
  deliveries(): Locator {
    return this.#records(this.words.deliveries);
  }

  /** What happened, the newest first. */
  events(): Locator {
    return this.#records(this.words.activity);
  }

  /** The rows of a table, without its head. */
  #records(table: string): Locator {
    return this.page
      .getByRole('table', { name: table, exact: true })
      .getByRole('row')
      .filter({ has: this.page.getByRole('cell') });
  }
}

// What a person does on the pages of accounts and settings.

import { expect, type Page } from '@playwright/test';
import { PASSWORD, type Role } from './accounts.mjs';
import type { AccountField, AccountFinders, SettingsPage } from './account-finders.ts';
import { beginning } from './names.ts';
import type { Server } from './server.mjs';
import { totp } from './totp.mjs';
import type { Words } from './words.mjs';

export class AccountActions {
  readonly page: Page;
  readonly words: Words;

  constructor(readonly find: AccountFinders) {
    this.page = find.page;
    this.words = find.words;
  }

  async fill(field: AccountField, text: string): Promise<void> {
    await this.find.field(field).fill(text);
  }

  async press(button: string): Promise<void> {
    await this.find.button(button).click();
  }

  // Coming and going.

  async openSignIn(): Promise<void> {
    await this.page.goto('/sign-in');
  }

  /** On the page to sign in. */
  async signIn(email: string, password: string = PASSWORD): Promise<void> {
    await this.fill('email', email);
    await this.fill('password', password);
    await this.press(this.words.sign_in);
  }

  /** Asked for after the password. */
  async giveCode(code: string): Promise<void> {
    await this.fill('code', code);
    await this.press(this.words.continue_);
  }

  async signOut(email: string): Promise<void> {
    await this.find.menuButton(email).click();
    await this.find.menu(email).getByRole('button', { name: this.words.sign_out, exact: true }).click();
  }

  /** Opens the link that a server without accounts has printed. */
  async openSetup(server: Server): Promise<void> {
    await expect.poll(() => server.setupLink, 'the link to set up the first account').not.toBe('');
    await this.page.goto(server.setupLink);
  }

  async createFirstAccount(email: string, password: string): Promise<void> {
    await this.fill('email', email);
    await this.fill('password', password);
    await this.press(this.words.create_account);
  }

  /** By a one-time link. */
  async choosePassword(password: string): Promise<void> {
    await this.fill('new_password', password);
    await this.press(this.words.save_password);
  }

  // My account.

  async openAccount(): Promise<void> {
    await this.page.goto('/account');
  }

  async changePassword(current: string, next: string): Promise<void> {
    await this.fill('current_password', current);
    await this.fill('new_password', next);
    await this.press(this.words.change_password);
  }

  /** Sets up the second factor as far as the page that shows the secret; answers the secret. */
  async beginSecondFactor(): Promise<string> {
    await this.openAccount();
    await this.press(this.words.set_up);
    return this.find.secret().innerText();
  }

  async confirmSecondFactor(code: string): Promise<void> {
    await this.fill('offer_code', code);
    await this.press(this.words.turn_on);
  }

  /** Answers the secret and the recovery codes. */
  async turnOnSecondFactor(): Promise<{ secret: string; recoveryCodes: string[] }> {
    const secret = await this.beginSecondFactor();
    await this.confirmSecondFactor(totp(secret));
    await expect(this.find.recoveryCodes()).toHaveCount(10);
    return { secret, recoveryCodes: await this.find.recoveryCodes().allInnerTexts() };
  }

  async turnOffSecondFactor(password: string): Promise<void> {
    const section = this.find.section(this.words.second_factor);
    // It is open already where a wrong password was given.
    if (!(await section.getByRole('button', { name: this.words.turn_off }).isVisible())) {
      await this.find.disclosure(this.words.turn_off).click();
    }
    await section.getByLabel(this.words.current_password, { exact: true }).fill(password);
    await section.getByRole('button', { name: this.words.turn_off, exact: true }).click();
  }

  /** Ends the one session that is in another browser. */
  async endOtherSession(): Promise<void> {
    const row = this.find.otherSessions();
    await row.getByRole('button', { name: this.words.end }).click();
    await row.getByRole('button', { name: this.words.end_session, exact: true }).click();
  }

  async signOutEverywhereElse(): Promise<void> {
    await this.#askAndConfirm(this.words.end_others);
  }

  /** Here too. */
  async signOutEverywhere(): Promise<void> {
    await this.#askAndConfirm(this.words.end_everywhere);
  }

  /** The question has a button of the same name as the one that opens it. */
  async #askAndConfirm(name: string): Promise<void> {
    await this.find.button(name).click();
    await this.page.getByRole('group', { name, exact: true }).getByRole('button', { name, exact: true }).click();
  }

  // Settings.

  async openSettings(page: SettingsPage): Promise<void> {
    await this.page.goto(`/settings/${page}`);
  }

  /** On the page of the operators. Answers the one-time link. */
  async invite(email: string, role: Role): Promise<string> {
    await this.find.disclosure(this.words.invite).click();
    await this.fill('email', email);
    await this.page.getByRole('radio', { name: this.words[`role_${role}`] }).check();
    await this.press(this.words.invite_button);
    return this.find.shownOnce('link').inputValue();
  }

  async setRole(email: string, role: Role): Promise<void> {
    await this.find.roleChoice(email).selectOption({ label: this.words[`role_${role}`] });
    await this.find.changeRoleButton(email).click();
  }

  /** Something of the menu of an operator or a webhook, with the button that confirms it. */
  async #doTo(whom: string, action: string, confirmation: string): Promise<void> {
    await this.find.actionsButton(whom).click();
    await this.find.disclosure(action).click();
    await this.find.actions(whom).getByRole('button', { name: confirmation, exact: true }).click();
  }

  async disable(email: string): Promise<void> {
    await this.#doTo(email, this.words.disable, this.words.disable_button);
  }

  async enable(email: string): Promise<void> {
    await this.find.actionsButton(email).click();
    await this.find.actions(email).getByRole('button', { name: this.words.enable, exact: true }).click();
  }

  /** Answers the one-time link. */
  async resetPassword(email: string): Promise<string> {
    await this.#doTo(email, this.words.reset, this.words.reset_button);
    return this.find.shownOnce('link').inputValue();
  }

  /** Of somebody who was invited. Answers the one-time link. */
  async newLink(email: string): Promise<string> {
    await this.#doTo(email, this.words.new_link, this.words.invite_button);
    return this.find.shownOnce('link').inputValue();
  }

  async endSessionsOf(email: string): Promise<void> {
    await this.openSettings('operators');
    await this.#doTo(email, this.words.end_sessions, this.words.end_sessions_button);
    await this.find.done(this.words.done_sessions_ended).waitFor();
  }

  async signEveryoneOut(): Promise<void> {
    await this.find.button(this.words.end_all).click();
    await this.press(this.words.end_all_button);
  }

  /** On the page of the tokens. Answers the token. */
  async makeToken(name: string, ...scopes: string[]): Promise<string> {
    await this.find.disclosure(this.words.make_token).click();
    await this.fill('token_name', name);
    for (const scope of scopes) await this.find.scope(scope).check();
    await this.press(this.words.make_token);
    return this.find.shownOnce('token').inputValue();
  }

  async revokeToken(name: string): Promise<void> {
    const row = this.find.token(name);
    await row.getByRole('button', { name: `${this.words.revoke} ${name}`, exact: true }).click();
    await row.getByRole('button', { name: this.words.revoke_token, exact: true }).click();
  }

  /** On the page of the webhooks. Answers the secret. Without events: as the form has them. */
  async makeWebhook(url: string, ...events: string[]): Promise<string> {
    await this.find.disclosure(this.words.make_webhook).click();
    await this.fill('webhook_url', url);
    if (events.length > 0) {
      for (const event of await this.page.getByRole('checkbox').all()) await event.uncheck();
      for (const event of events) await this.find.webhookEvent(event).check();
    }
    await this.press(this.words.make_webhook);
    return this.find.shownOnce('webhook_secret').inputValue();
  }

  async openDeliveries(url: string): Promise<void> {
    await this.openSettings('webhooks');
    await this.find.deliveriesLink(url).click();
  }

  /** Ends on the page of its deliveries. */
  async testWebhook(url: string): Promise<void> {
    await this.openSettings('webhooks');
    await this.find.actionsButton(url).click();
    await this.find.actions(url).getByRole('button', { name: this.words.send_test, exact: true }).click();
  }

  async disableWebhook(url: string): Promise<void> {
    await this.#doTo(url, this.words.disable, this.words.webhook_disable_button);
  }

  async enableWebhook(url: string): Promise<void> {
    await this.find.actionsButton(url).click();
    await this.find.actions(url).getByRole('button', { name: this.words.webhook_enable, exact: true }).click();
  }

  async removeWebhook(url: string): Promise<void> {
    await this.#doTo(url, this.words.remove, this.words.remove_button);
  }

  /** On the page of the deliveries: the newest one. */
  async replay(): Promise<void> {
    const newest = this.find.deliveries().first();
    await newest.getByRole('button', { name: beginning(this.words.replay) }).click();
  }
}

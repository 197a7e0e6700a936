// What a person does.

import type { Locator, Page } from '@playwright/test';
import { AccountActions } from './account-actions.ts';
import { AccountFinders } from './account-finders.ts';
import type { Permission } from './directory.ts';
import type { Filter, Finders, FormField, PageLink } from './finders.ts';
import type { Words } from './words.mjs';

export const LIST = '/audiences/chat/contacts';

export class Actions {
  readonly page: Page;
  readonly words: Words;
  /** On the pages of accounts and settings. */
  readonly account: AccountActions;

  constructor(readonly find: Finders) {
    this.page = find.page;
    this.words = find.words;
    this.account = new AccountActions(find.account);
  }

  /** Opens the screen, or an address of it, and waits until it answers to clicks and keys. */
  async open(query = ''): Promise<void> {
    await this.page.goto(LIST + query);
    await this.alive();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.alive();
  }

  /** The page is complete before its WebAssembly is: fixtures.ts notes when the keyboard is listened to. */
  async alive(): Promise<void> {
    await this.page.waitForFunction(() => 'listening' in window);
  }

  /** Two frames: what an event was going to paint is painted. */
  async painted(): Promise<void> {
    await this.page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
  }

  async back(): Promise<void> {
    // Not page.goBack(): that waits for a navigation, and a dialog that asks first may hold it up.
    await this.page.evaluate(() => history.back());
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** Presses Tab until it is there; fails where it never is. */
  async tabTo(wanted: Locator): Promise<void> {
    for (let step = 0; step < 80; step += 1) {
      await this.press('Tab');
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
    }
    throw new Error(`Tab never reaches ${wanted}`);
  }

  /** Twice in one breath: before anything comes of the first. */
  async pressTwiceAtOnce(key: string): Promise<void> {
    await this.page.evaluate((key) => {
      for (let times = 0; times < 2; times += 1) {
        document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      }
    }, key);
  }

  // Searching, filtering, sorting, paging.

  async search(text: string): Promise<void> {
    await this.find.searchBox().fill(text);
  }

  async type(text: string): Promise<void> {
    await this.find.searchBox().pressSequentially(text);
  }

  /** Letter by letter, faster than anything waits: in one breath of the page. */
  async typeAtOnce(text: string): Promise<void> {
    await this.find.searchBox().evaluate((box, text) => {
      for (let length = 1; length <= text.length; length += 1) {
        (box as HTMLInputElement).value = text.slice(0, length);
        box.dispatchEvent(new InputEvent('input', { bubbles: true }));
      }
    }, text);
  }

  /** Opens a filter, makes choices, and closes it again. */
  async filter(filter: Filter, ...labels: string[]): Promise<void> {
    await this.find.filterButton(filter).click();
    for (const label of labels) {
      await this.find.filterChoice(label).click();
    }
    await this.press('Escape');
  }

  async clearFilters(): Promise<void> {
    await this.find.clearFilters().click();
  }

  async sortBy(label: string): Promise<void> {
    await this.find.sortChoice().selectOption({ label });
  }

  async showRows(count: 25 | 50 | 100 | 200): Promise<void> {
    await this.find.pageSizeChoice().selectOption(String(count));
  }

  async turnTo(link: PageLink): Promise<void> {
    await this.find.pageLink(link).click();
  }

  // The switches of the table.

  async flip(permission: Permission, name: string): Promise<void> {
    await this.find.switch(permission, name).click();
  }

  async undo(): Promise<void> {
    await this.find.undoButton().click();
  }

  // The form.

  async openNew(): Promise<void> {
    await this.find.addLink().click();
    await this.find.addDialog().waitFor();
  }

  async openEdit(name: string): Promise<void> {
    await this.find.editLink(name).click();
    await this.find.editDialog().waitFor();
  }

  async openView(name: string): Promise<void> {
    await this.find.viewLink(name).click();
    await this.find.viewDialog().waitFor();
  }

  async openHistory(name: string): Promise<void> {
    await this.find.historyLink(name).click();
    await this.find.historyDrawer().waitFor();
  }

  async fill(field: 'name' | 'contact_id_field' | 'external_code' | 'reason' | 'evidence', text: string): Promise<void> {
    await this.find.field(field).fill(text);
  }

  async chooseChannel(label: string): Promise<void> {
    await this.find.field('channel').selectOption({ label });
  }

  /** Types into the choice of a language and takes the option of that name. */
  async chooseLanguage(typed: string, option: string): Promise<void> {
    await this.find.field('language').fill(typed);
    await this.find.languageOption(option).click();
  }

  async flipInForm(permission: Permission): Promise<void> {
    await this.find.field(permission).click();
  }

  async leave(field: FormField): Promise<void> {
    await this.find.field(field).focus();
    await this.press('Tab');
  }

  async save(): Promise<void> {
    await this.find.saveButton().click();
  }

  async cancel(): Promise<void> {
    await this.find.cancelButton().click();
  }

  /** Clicks beside the dialog, on what it covers. */
  async clickBackdrop(): Promise<void> {
    await this.page.mouse.click(8, 8);
  }

  async discard(): Promise<void> {
    await this.find.discardDialog().getByRole('button', { name: this.words.discard, exact: true }).click();
  }

  async keepEditing(): Promise<void> {
    await this.find.discardDialog().getByRole('button', { name: this.words.keep_editing, exact: true }).click();
  }

  async askToDelete(): Promise<void> {
    await this.find.editDialog().getByRole('button', { name: this.words.delete_contact }).click();
  }

  async confirmDelete(name: string): Promise<void> {
    await this.find.deleteDialog(name).getByRole('button', { name: this.words.delete, exact: true }).click();
  }

  /** Signs in in a tab of its own, to which a message that the session has ended links where there is one. */
  async signInInAnotherTab(email: string): Promise<void> {
    const link = this.find.signInLink();
    let tab: Page;
    if (await link.isVisible()) {
      [tab] = await Promise.all([this.page.waitForEvent('popup'), link.click()]);
    } else {
      tab = await this.page.context().newPage();
      await tab.goto('/sign-in');
    }
    await new AccountActions(new AccountFinders(tab, this.account.words)).signIn(email);
    await tab.waitForURL(`**${LIST}`);
    await tab.close();
  }

  // Language and appearance.

  async choosePreference(label: string): Promise<void> {
    await this.find.preferencesButton().click();
    await this.find.radio(label).click();
  }

  // The network.

  /** Keeps the answers of an endpoint back; `asked` is the first question, `release` lets everything through. */
  async holdBack(
    endpoint: string,
    matching: (body: string) => boolean = () => true,
  ): Promise<{ asked: Promise<void>; release: () => void }> {
    let release = () => {};
    const released = new Promise<void>((done) => {
      release = done;
    });
    let noteAsked = () => {};
    const asked = new Promise<void>((done) => {
      noteAsked = done;
    });
    await this.page.route(`**/rpc/${endpoint}`, async (route) => {
      if (matching(route.request().postData() ?? '')) {
        noteAsked();
        await released;
      }
      await route.continue();
    });
    return { asked, release };
  }

  /** From now on the endpoint answers with an error of the server. */
  async refuse(endpoint: string, status: number, error: unknown): Promise<void> {
    await this.page.route(`**/rpc/${endpoint}`, (route) =>
      route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(error) }),
    );
  }

  /** The next answer of an endpoint, when it has arrived. Whatever the page makes of it comes right after. */
  async answered(endpoint: string): Promise<void> {
    const answer = await this.page.waitForResponse(`**/rpc/${endpoint}`);
    await answer.finished();
    await this.painted();
  }

  async stopRefusing(endpoint: string): Promise<void> {
    await this.page.unroute(`**/rpc/${endpoint}`);
  }

  /** The questions to an endpoint from now on. */
  listen(endpoint: string): string[] {
    const bodies: string[] = [];
    this.page.on('request', (request) => {
      if (request.url().endsWith(`/rpc/${endpoint}`)) bodies.push(request.postData() ?? '');
    });
    return bodies;
  }
}

// Imports and changes in bulk: where things are, and what a person does there.

import { expect, type Locator, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { whole } from './names.ts';
import { filled, type Words } from './words.mjs';

const IMPORT = '/audiences/chat/contacts/import';

export type State = 'draft' | 'checked' | 'running' | 'done' | 'cancelled';

export class Jobs {
  constructor(
    readonly page: Page,
    /** The interface's, and those of these pages. */
    readonly shared: Words,
    readonly words: Words,
  ) {}

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  link(name: string): Locator {
    return this.page.getByRole('link', { name, exact: true });
  }

  // Beside the table.

  tick(name: string): Locator {
    return this.page.getByRole('checkbox', { name, exact: true });
  }

  /** The tick that means all of them. */
  allThatMatch(total: string): Locator {
    return this.tick(filled(this.words.select_matching!, total));
  }

  bar(): Locator {
    return this.page.getByRole('form', { name: this.words.selection });
  }

  /** How many are ticked, as the bar shows it. */
  async ticked(): Promise<number> {
    return this.page.getByRole('row').getByRole('checkbox', { checked: true }).count();
  }

  /** Chooses an action for what is ticked, and goes on. */
  async goOn(action: string): Promise<void> {
    await this.bar().getByRole('combobox').selectOption({ label: action });
    await this.bar().getByRole('button').click();
  }

  /** As the choices call it. */
  setTo(permission: 'proactive' | 'reactive', state: 'active' | 'blocked'): string {
    return filled(this.words.set_to!, this.shared[permission]!, this.shared[state]!);
  }

  // The page of a job.

  async isIn(state: State): Promise<void> {
    await expect(this.page.getByText(this.words[`state_${state}`]!, { exact: true })).toBeVisible({ timeout: 30_000 });
  }

  /** A line of the numbers. */
  count(what: string): Locator {
    return this.page
      .getByRole('term')
      .filter({ hasText: whole(what) })
      .locator('xpath=following-sibling::dd');
  }

  progress(): Locator {
    return this.page.getByRole('progressbar', { name: this.words.progress });
  }

  /** How far it is, from 0 to 1. */
  async fraction(): Promise<number> {
    return this.progress().evaluate((bar) => (bar as HTMLProgressElement).value);
  }

  /** What can't be taken back is asked first: opens the question and says yes. */
  async confirm(name: string): Promise<void> {
    await this.button(name).first().click();
    await this.confirmButton(name).click();
  }

  /** The yes to that question. */
  confirmButton(name: string): Locator {
    return this.page.getByRole('group', { name, exact: true }).getByRole('button', { name, exact: true });
  }

  async undo(): Promise<void> {
    await this.confirm(this.words.undo!);
  }

  // An import.

  async openImport(): Promise<void> {
    await this.page.goto(IMPORT);
  }

  fileField(): Locator {
    return this.page.getByLabel(this.words.drop!);
  }

  /** Lets go of a file of this machine over the field, as the system's own windows do. */
  async drop(path: string): Promise<void> {
    const box = (await this.fileField().boundingBox())!;
    const browser = await this.page.context().newCDPSession(this.page);
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const data = { items: [], files: [path], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await browser.send('Input.dispatchDragEvent', { type, ...at, data });
    }
    await browser.detach();
  }

  async upload(): Promise<void> {
    await this.button(this.words.upload!).click();
  }

  /** What a column of the file is to be. */
  fieldOf(column: string): Locator {
    return this.page.getByRole('combobox', { name: filled(this.words.field_of!, column), exact: true });
  }

  channelOfAll(): Locator {
    return this.page.getByRole('combobox', { name: this.words.all_rows_channel, exact: true });
  }

  policy(name: 'keep_stricter' | 'update_fields' | 'create_only' | 'overwrite'): Locator {
    return this.page.getByRole('radio', { name: new RegExp(`^${this.words[name]}`) });
  }

  async check(): Promise<void> {
    await this.button(this.words.check_import!).click();
    await this.isIn('checked');
  }

  /** Does what was tried out: so many rows. */
  async importRows(rows: string): Promise<void> {
    const name = rows === '1' ? this.words.import_now_one! : filled(this.words.import_now!, rows);
    await this.button(name).click();
  }

  /** The refused rows, as the browser saves them. */
  async downloadRefused(): Promise<string> {
    const coming = this.page.waitForEvent('download');
    await this.link(this.words.download_refused!).click();
    return readFile(await (await coming).path(), 'utf8');
  }
}

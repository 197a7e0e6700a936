// Where things are on the screen: by role and name, in the language of whoever looks.

import type { Locator, Page } from '@playwright/test';
import { AccountFinders } from './account-finders.ts';
import type { Permission } from './directory.ts';
import { beginning, escaped, whole } from './names.ts';
import { filled, type Words } from './words.mjs';

export type Column =
  | 'name'
  | 'contact_id'
  | 'external_code'
  | 'channel'
  | 'language'
  | 'proactive'
  | 'reactive'
  | 'actions';

/** In the order in which the table has them. */
export const COLUMNS: readonly Column[] = [
  'name',
  'contact_id',
  'external_code',
  'channel',
  'language',
  'proactive',
  'reactive',
  'actions',
];

export type Filter = 'channel' | 'language' | 'proactive' | 'reactive' | 'external_code';
export type FormField =
  | 'name'
  | 'contact_id_field'
  | 'external_code'
  | 'language'
  | 'channel'
  | 'reason'
  | 'evidence'
  | Permission;
export type PageLink = 'first_page' | 'previous_page' | 'next_page' | 'last_page';

export class Finders {
  /** On the pages of accounts and settings. */
  readonly account: AccountFinders;

  constructor(
    readonly page: Page,
    readonly words: Words,
    accountWords: Words,
  ) {
    this.account = new AccountFinders(page, accountWords);
  }

  // The page around the table.

  heading(): Locator {
    return this.page.getByRole('heading', { level: 1 });
  }

  breadcrumb(): Locator {
    return this.page.getByRole('navigation', { name: this.words.breadcrumb });
  }

  skipLink(): Locator {
    return this.page.getByRole('link', { name: this.words.skip_to_content });
  }

  exportLink(): Locator {
    return this.page.getByRole('link', { name: this.words.export, exact: true });
  }

  addLink(): Locator {
    return this.page.getByRole('link', { name: this.words.add_contact, exact: true }).first();
  }

  preferencesButton(): Locator {
    return this.page.getByRole('button', { name: this.words.preferences, exact: true });
  }

  shortcutsButton(): Locator {
    return this.page.getByRole('button', { name: this.words.shortcuts, exact: true });
  }

  radio(name: string): Locator {
    return this.page.getByRole('radio', { name, exact: true });
  }

  // Searching, filtering, sorting, paging.

  searchForm(): Locator {
    return this.page.getByRole('search');
  }

  searchBox(): Locator {
    return this.page.getByRole('searchbox', { name: this.words.search_label });
  }

  filterButton(filter: Filter): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^${escaped(this.words[filter])}(:.*)?$`) });
  }

  /** A choice of the open filter, by the beginning of its label. */
  filterChoice(label: string): Locator {
    // A language has the number of its contacts behind it.
    const name = new RegExp(`^\\s*${escaped(label)}\\s*[\\d.,]*\\s*$`);
    return this.page.getByRole('checkbox', { name }).or(this.page.getByRole('radio', { name }));
  }

  clearFilters(): Locator {
    return this.page.getByRole('link', { name: this.words.clear_filters }).first();
  }

  sortChoice(): Locator {
    return this.page.getByRole('combobox', { name: this.words.sort_by });
  }

  pageSizeChoice(): Locator {
    return this.page.getByRole('combobox', { name: this.words.rows_per_page });
  }

  pages(): Locator {
    return this.page.getByRole('navigation', { name: this.words.pages });
  }

  /** A link to another page; none where there is no such page. */
  pageLink(link: PageLink): Locator {
    return this.pages().getByRole('link', { name: this.words[link], exact: true, disabled: false });
  }

  // The table.

  table(): Locator {
    return this.page.getByRole('table', { name: this.words.contacts_table });
  }

  columnHeader(column: Column): Locator {
    return this.table().getByRole('columnheader', { name: whole(this.words[column]) });
  }

  rows(): Locator {
    return this.table().getByRole('row').filter({ has: this.page.getByRole('cell') });
  }

  row(name: string): Locator {
    return this.table().getByRole('row').filter({ has: this.editLink(name).or(this.viewLink(name)) });
  }

  cell(name: string, column: Column): Locator {
    // A card of the narrow screen leaves out what is empty; it counts all the same. From the end: not everybody has ticks.
    return this.row(name).getByRole('cell', { includeHidden: true }).nth(COLUMNS.indexOf(column) - COLUMNS.length);
  }

  /** The parts of a row that are marked as matching. */
  marks(name: string): Locator {
    return this.row(name).locator('mark');
  }

  switch(permission: Permission, name: string): Locator {
    return this.table().getByRole('switch', { name: `${this.words[permission]}, ${name}`, exact: true });
  }

  editLink(name: string): Locator {
    return this.page.getByRole('link', { name: filled(this.words.edit_contact, name), exact: true });
  }

  /** In place of the former where one may only look. */
  viewLink(name: string): Locator {
    return this.page.getByRole('link', { name: filled(this.words.view_contact, name), exact: true });
  }

  /** The live region that says how many contacts there are. */
  count(text: string): Locator {
    return this.page.getByRole('status').filter({ hasText: whole(text) });
  }

  // Messages.

  notifications(): Locator {
    return this.page.getByRole('region', { name: this.words.notifications });
  }

  success(text: string | RegExp): Locator {
    return this.notifications().getByRole('status').filter({ hasText: text });
  }

  refusal(text: string | RegExp): Locator {
    return this.notifications().getByRole('alert').filter({ hasText: text });
  }

  undoButtons(): Locator {
    return this.notifications().getByRole('button', { name: this.words.undo, exact: true });
  }

  undoButton(): Locator {
    return this.undoButtons().last();
  }

  dismissButton(): Locator {
    return this.notifications().getByRole('button', { name: this.words.dismiss, exact: true }).last();
  }

  /** A message in the page itself or in a dialog. */
  alert(text: string | RegExp): Locator {
    return this.page.getByRole('alert').filter({ hasText: text });
  }

  /** The way back in, in a tab of its own, where the session has ended. */
  signInLink(): Locator {
    return this.page.getByRole('link', { name: this.words.sign_in, exact: true });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  // Dialogs.

  dialog(title: string): Locator {
    return this.page.getByRole('dialog', { name: title, exact: true });
  }

  addDialog(): Locator {
    return this.dialog(this.words.new_title);
  }

  editDialog(): Locator {
    return this.dialog(this.words.edit_title);
  }

  /** In place of the former where one may only look. */
  viewDialog(): Locator {
    return this.dialog(this.words.view_title);
  }

  discardDialog(): Locator {
    return this.dialog(this.words.discard_title);
  }

  deleteDialog(name: string): Locator {
    return this.dialog(filled(this.words.delete_title, name));
  }

  historyLink(name: string): Locator {
    return this.page.getByRole('link', { name: filled(this.words.history_of, name), exact: true });
  }

  historyDrawer(): Locator {
    return this.dialog(this.words.history);
  }

  /** What happened, the newest first. */
  moments(): Locator {
    return this.historyDrawer().getByRole('listitem');
  }

  addReasonLink(): Locator {
    return this.notifications().getByRole('link', { name: this.words.add_reason, exact: true });
  }

  shortcutsDialog(): Locator {
    return this.dialog(this.words.shortcuts);
  }

  /** A field of the form that is open. */
  field(field: FormField): Locator {
    const form = this.addDialog().or(this.editDialog()).or(this.viewDialog());
    const name = whole(this.words[field]);
    switch (field) {
      case 'proactive':
      case 'reactive':
        return form.getByRole('switch', { name });
      default:
        // What can't be changed is shown as text in place of a choice.
        return form.getByRole('combobox', { name }).or(form.getByRole('textbox', { name }));
    }
  }

  languageOption(name: string): Locator {
    return this.page.getByRole('option', { name: beginning(name) }).first();
  }

  languageOptions(): Locator {
    return this.page.getByRole('listbox', { name: this.words.language }).getByRole('option');
  }

  saveButton(): Locator {
    return this.button(this.words.save);
  }

  cancelButton(): Locator {
    return this.addDialog().or(this.editDialog()).getByRole('button', { name: this.words.cancel, exact: true });
  }

  /** After a stale save: the choice between two values of a field. */
  mergeChoice(field: FormField, side: 'stale_yours' | 'stale_theirs'): Locator {
    return this.editDialog()
      .getByRole('group', { name: whole(this.words[field]) })
      .getByRole('radio', { name: beginning(this.words[side]) });
  }
}

// What a person would notice.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';
import type { Permission, PermissionState } from './directory.ts';
import type { Finders, FormField } from './finders.ts';
import { beginning, escaped } from './names.ts';
import type { Words } from './words.mjs';

/** WCAG 2.2 at AA with all that came before it, and what axe recommends beyond. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

export class Checks {
  readonly page: Page;
  readonly words: Words;

  constructor(readonly find: Finders) {
    this.page = find.page;
    this.words = find.words;
  }

  /** The table shows these contacts, in this order, and no other. */
  async shows(...names: string[]): Promise<void> {
    await expect(this.find.rows()).toHaveText(names.map(beginning));
  }

  /** The table shows these contacts in any order. */
  async showsInAnyOrder(...names: string[]): Promise<void> {
    await expect(this.find.rows()).toHaveCount(names.length);
    for (const name of names) {
      await expect(this.find.row(name)).toHaveCount(1);
    }
  }

  /** Nothing is being loaded any more. */
  async isLoaded(): Promise<void> {
    await expect(this.find.table()).not.toHaveAttribute('aria-busy', 'true');
  }

  async says(count: string): Promise<void> {
    await expect(this.find.count(count)).toHaveCount(1);
  }

  /** A switch of the table shows a value: to the eye as a word, to a screen reader as checked or not. */
  async permission(permission: Permission, name: string, state: PermissionState): Promise<void> {
    await expect(this.find.switch(permission, name)).toHaveAttribute(
      'aria-checked',
      String(state === 'active'),
    );
    await expect(this.find.cell(name, permission)).toContainText(this.words[state]);
  }

  /** The same where one may only look. */
  async shownPermission(permission: Permission, name: string, state: PermissionState): Promise<void> {
    await expect(this.find.cell(name, permission)).toHaveText(this.words[state]);
    await expect(this.find.cell(name, permission).getByRole('switch')).toHaveCount(0);
  }

  async formPermission(permission: Permission, state: PermissionState): Promise<void> {
    await expect(this.find.field(permission)).toHaveAttribute('aria-checked', String(state === 'active'));
  }

  /** The address has these parameters, and no others. */
  async address(parameters: Record<string, string>): Promise<void> {
    await expect.poll(() => Object.fromEntries(new URL(this.page.url()).searchParams)).toEqual(parameters);
  }

  /** Whoever looks was led to the page to sign in, from which one comes back to this address. */
  async mustSignIn(next?: string): Promise<void> {
    await expect(this.find.heading()).toHaveText(this.find.account.words.sign_in);
    const address = new URL(this.page.url());
    expect(address.pathname).toBe('/sign-in');
    if (next !== undefined) expect(address.searchParams.get('next')).toBe(next);
  }

  /** The field is marked, and the message belongs to it. */
  async fieldError(field: FormField, message: string): Promise<void> {
    await this.markedWrong(this.find.field(field), message);
  }

  async markedWrong(field: Locator, message: string): Promise<void> {
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toHaveAccessibleDescription(new RegExp(escaped(message)));
    await expect(this.page.getByText(message).last()).toBeVisible();
  }

  async fieldIsFine(field: FormField): Promise<void> {
    await expect(this.find.field(field)).not.toHaveAttribute('aria-invalid', 'true');
  }

  async closed(dialog: Locator): Promise<void> {
    await expect(dialog).toBeHidden();
  }

  async focusIsIn(dialog: Locator): Promise<void> {
    await expect.poll(() => dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  }

  /** Whoever has the focus can see that they have it. */
  async focusIsVisible(): Promise<void> {
    const ring = await this.page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return 'nothing has the focus';
      const seen = [element, ...element.querySelectorAll('*')];
      if (element.parentElement) seen.push(element.parentElement);
      return seen.some((part) => {
        const style = getComputedStyle(part);
        return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
      })
        ? ''
        : element.outerHTML.slice(0, 200);
    });
    expect(ring, 'no focus ring').toBe('');
  }

  /** Nothing needs scrolling sideways. */
  async fitsTheWidth(): Promise<void> {
    const wide = await this.page.evaluate(() => {
      const width = window.innerWidth;
      if (document.documentElement.scrollWidth <= width) return [];
      return [...document.body.querySelectorAll('*')]
        .filter((element) => element.getBoundingClientRect().right > width + 0.5)
        .map((element) => element.outerHTML.slice(0, 120))
        .slice(0, 5);
    });
    expect(wide, 'wider than the screen').toEqual([]);
    const [scroll, inner] = await this.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(scroll).toBeLessThanOrEqual(inner);
  }

  /** The element lies within the screen's width, as a whole. */
  async isOnScreen(element: Locator): Promise<void> {
    const box = await element.boundingBox();
    const width = this.page.viewportSize()?.width ?? 0;
    expect(box, 'not rendered').not.toBeNull();
    expect(box!.x).toBeGreaterThanOrEqual(0);
    expect(box!.x + box!.width).toBeLessThanOrEqual(width + 0.5);
  }

  /** No violation that axe can find. */
  async accessible(): Promise<void> {
    // Legacy: without another page for what is in frames. There are none, and each look takes half the time.
    const axe = new AxeBuilder({ page: this.page }).setLegacyMode().withTags(RULES);
    const { violations } = await axe.analyze();
    const told = violations.map(({ id, help, nodes }) => ({
      id,
      help,
      where: nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} — ${node.failureSummary ?? ''}`),
    }));
    expect(told).toEqual([]);
  }
}

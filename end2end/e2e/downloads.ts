// Files that the export page hands out.

import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { exportWordsOf } from './words.mjs';

/** Presses the button and reads what comes. */
export async function downloaded(page: Page, locale: string | undefined): Promise<{ name: string; text: string }> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: exportWordsOf(locale).download }).click();
  const file = await download;
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

/** What stands first in each row of a CSV file, the last and empty one included. */
export function firstColumn(text: string): string[] {
  return text.split('\r\n').map((row) => row.split(',')[0] ?? '');
}

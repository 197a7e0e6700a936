import type { Instruments } from './page.mjs';

declare global {
  /** In the page, after `instrument` has run there. */
  const instruments: Instruments;
}

// The browser that drives the tests: the machine's own Chromium, kept from calling home.

export const browserPath = process.env.CHROMIUM ?? '/usr/bin/chromium';

export const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

/**
 * Runs in the page, before its own scripts: notes when it begins to listen to the keyboard, which it does as soon as
 * it is hydrated. Before that it is complete, but a click on a switch does nothing yet.
 */
export function noteListening() {
  const original = EventTarget.prototype.addEventListener;
  /** @this {EventTarget} @param {Parameters<typeof original>} rest */
  EventTarget.prototype.addEventListener = function (...rest) {
    if (rest[0] === 'keydown' && this === window) Object.assign(window, { listening: true });
    return original.apply(this, rest);
  };
}

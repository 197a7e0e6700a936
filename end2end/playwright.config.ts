import { defineConfig } from '@playwright/test';
import { browserArguments, browserPath } from './e2e/browser.mjs';

/** Each test starts its own server (e2e/fixtures.ts), so any two tests can run side by side. */
export default defineConfig({
  testDir: './e2e',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  reporter: 'list',
  timeout: 45_000,
  // Generous, because the machine may be compiling something: a good answer never waits for it.
  expect: { timeout: 8_000 },
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    actionTimeout: 8_000,
    screenshot: 'only-on-failure',
    trace: process.env.TRACE ? 'retain-on-failure' : 'off',
    launchOptions: { executablePath: browserPath, args: browserArguments },
  },
});

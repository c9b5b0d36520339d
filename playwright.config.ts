import { availableParallelism } from 'node:os'
import { defineConfig, devices } from '@playwright/test'
import { chromiumArguments, findChromium } from './scripts/chromium.ts'

const executablePath = findChromium()

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/browser',
  globalSetup: './e2e/support/build.ts',
  // A page that is watched waits a third of its time.
  workers: Math.min(4, availableParallelism() + 1),
  fullyParallel: true,
  // A test that fails sometimes has found something.
  retries: 0,
  timeout: 90_000,
  // Two browsers, a server and its disk share what may be two cores.
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    locale: 'en-US',
    // It fetches all that is ever needed: the tests of what it is for let it.
    serviceWorkers: 'block',
    // Pictures of every step would take as long as the tests themselves: `--trace on` takes them.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    screenshot: 'only-on-failure',
    launchOptions: { args: chromiumArguments, ...(executablePath && { executablePath }) },
  },
})

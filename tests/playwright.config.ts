import { defineConfig, devices } from "@playwright/test";
import { CHROMIUM } from "./browser/support/chromium.ts";

// Real browsers on the whole stack. Each worker has a stack of its own (browser/support/test.ts), so two cores carry two.
export default defineConfig({
  testDir: "browser",
  // Tests share nothing but the stack of their worker, so that a long file does not end alone.
  fullyParallel: true,
  snapshotPathTemplate: "{testDir}/screenshots/{arg}{ext}",
  outputDir: "../target/browser-tests",
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 20_000, toHaveScreenshot: { maxDiffPixelRatio: 0.002, scale: "device" } },
  forbidOnly: true,
  // a test that fails has failed: none is tried a second time
  retries: 0,
  reporter: "list",
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 900 },
    colorScheme: "light",
    contextOptions: { reducedMotion: "reduce" },
    // A trace of every test would cost an eighth of the time: `npx playwright test <spec> --trace on` makes one.
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: CHROMIUM,
  },
});

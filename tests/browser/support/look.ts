import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import type axe from "axe-core";
import { restoreText, steadyText } from "./steady_text.ts";
import { expect } from "./test.ts";

export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 360, height: 740 };
const TABLET = { width: 768, height: 1024 };
const LARGE = { width: 1920, height: 1080 };

type Scheme = "light" | "dark";

/** The same page in another colour scheme has other colours and nothing else, so only these rules are checked again. */
const COLOUR_RULES: axe.RunOptions = { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Axe's usual rules and `target-size`, which it leaves off. Radix's menus are outside of landmarks, which `region` refuses. */
const ALL_RULES: axe.RunOptions = { rules: { "target-size": { enabled: true }, region: { enabled: false } } };

const STYLE_PATH = fileURLToPath(new URL("screenshot.css", import.meta.url));
const STYLE = readFileSync(STYLE_PATH, "utf8");
const SCREENSHOTS = fileURLToPath(new URL("../screenshots", import.meta.url));

/**
 * Checks the open page wide and narrow, light and dark: no horizontal scrolling, no finding of axe. With a name, it must
 * also look as in `screenshots/`, at four widths.
 */
export async function look(page: Page, name?: string): Promise<void> {
  if (name !== undefined) await steadyText(page);
  const schemes: Scheme[] = ["light", "dark"];
  let shown: Scheme | undefined;
  for (const size of name === undefined ? [WIDE, NARROW] : [WIDE, NARROW, TABLET, LARGE]) {
    await page.setViewportSize(size);
    await expectNoScrolling(page);
    for (const [index, scheme] of schemes.entries()) {
      if (shown !== scheme) await show(page, scheme);
      shown = scheme;
      if (size === WIDE || size === NARROW) await expectNone(page, scheme, index === 0 ? ALL_RULES : COLOUR_RULES);
      if (name !== undefined) await expectSameScreenshot(page, `${name}-${size.width}-${scheme}.png`);
    }
    // the next size begins with the scheme that is shown; the last one ends light
    schemes.reverse();
  }
  if (name !== undefined) await restoreText(page);
  await page.setViewportSize(WIDE);
}

/** Checks the open page as it is, light and dark. */
export async function expectNoViolation(page: Page): Promise<void> {
  await show(page, "light");
  await expectNone(page, "light", ALL_RULES);
  await show(page, "dark");
  await expectNone(page, "dark", COLOUR_RULES);
  await show(page, "light");
}

async function expectNoScrolling(page: Page): Promise<void> {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(excess, `pixels to scroll sideways at ${page.url()}, ${page.viewportSize()?.width} wide`).toBe(0);
}

/** Most are the same to the byte, which is seen without decoding the two images and comparing their pixels. */
async function expectSameScreenshot(page: Page, file: string): Promise<void> {
  const kept = await readFile(join(SCREENSHOTS, file)).catch(() => null);
  const taken = await page.screenshot({ fullPage: true, style: STYLE, animations: "disabled", caret: "hide", scale: "device" });
  if (kept?.equals(taken)) return;
  await expect.soft(page).toHaveScreenshot(file, { fullPage: true, stylePath: STYLE_PATH, timeout: 5000 });
}

async function expectNone(page: Page, scheme: Scheme, options: axe.RunOptions): Promise<void> {
  if (await page.evaluate(() => !("axe" in window))) await page.evaluate(source);
  const violations = await page.evaluate(
    async (options) => (await (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ["violations"], ...options })).violations,
    options,
  );
  const described = violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary}`).join("\n")}`);
  expect(described, `at ${page.url()}, ${page.viewportSize()?.width} wide, ${scheme}`).toEqual([]);
}

async function show(page: Page, scheme: Scheme): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  await page.waitForFunction((dark) => document.documentElement.classList.contains("dark") === dark, scheme === "dark");
}

import { expect, type Page } from "@playwright/test";

/** Makes the page as narrow as a phone: nothing of it may need to be scrolled sideways. */
export async function expectNarrowEnough(page: Page): Promise<void> {
  await page.setViewportSize({ width: 360, height: 740 });
  const excess = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect.poll(excess, { message: `pixels to scroll sideways at ${page.url()}` }).toBe(0);
}

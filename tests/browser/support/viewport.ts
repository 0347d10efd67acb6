import { expect, type Page } from "@playwright/test";

/** Resizes the page to a phone's width and expects no horizontal scrolling. */
export async function expectNoHorizontalScroll(page: Page): Promise<void> {
  await page.setViewportSize({ width: 360, height: 740 });
  const excess = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect.poll(excess, { message: `pixels to scroll sideways at ${page.url()}` }).toBe(0);
}

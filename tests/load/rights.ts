import type { Browser as Chromium } from "@playwright/test";
import { addMember, signUp } from "../browser/support/user.ts";
import type { Stack } from "../stack/index.ts";
import type { Builder } from "./building.ts";
import { signedIn } from "./pages.ts";

/**
 * Milliseconds from the answer to the demotion of a member until their open page no longer offers to start a build, for
 * several demotions.
 */
export async function measureDemotions(stack: Stack, browser: Chromium, builder: Builder, home: string, times: number): Promise<number[]> {
  const colleague = await signUp(stack, "Demo Colleague");
  await addMember(stack, colleague, builder, "admin");
  const context = await signedIn(browser, colleague.session);
  const giveRole = (role: string) => builder.browser.expect("PATCH", `/api/organizations/${builder.organizationId}/members/${colleague.id}`, { role });
  try {
    const page = await context.newPage();
    await page.goto(`${home}/builds`, { waitUntil: "networkidle" });
    const start = page.getByRole("button", { name: "Start build" });
    const measured = [];
    for (let time = 0; time < times; time += 1) {
      await start.waitFor();
      await page.locator("[data-connection=live]:visible").waitFor();
      const gone = page.evaluate<number>(WHEN_GONE);
      await giveRole("viewer");
      const answered = Date.now();
      measured.push(Math.max(0, (await gone) - answered));
      await giveRole("admin");
    }
    return measured;
  } finally {
    await context.close();
  }
}

/** When the page has no button to start a build, in milliseconds since 1970. */
const WHEN_GONE = `new Promise((resolve) => {
  const observer = new MutationObserver(() => {
    if ([...document.querySelectorAll("button")].some(({ textContent }) => textContent === "Start build")) return;
    observer.disconnect();
    resolve(Date.now());
  });
  observer.observe(document, { childList: true, subtree: true });
})`;

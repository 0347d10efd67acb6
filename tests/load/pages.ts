import { chromium, type BrowserContext, type Browser as Chromium, type Page } from "@playwright/test";
import { CHROMIUM } from "../browser/support/chromium.ts";
import { Clone } from "../browser/support/repository.ts";
import { LOADED_UNTIL_USABLE, type Loaded, MARK_USABLE } from "../browser/support/usable.ts";
import type { Browser as Session } from "../stack/development/seed.ts";
import { configured, signUpBuilder, type Builder } from "./building.ts";
import type { Extent } from "./extent.ts";
import type { Bench, Measured } from "./part.ts";
import { measureDemotions } from "./rights.ts";
import { shown } from "./report.ts";
import { median } from "./statistics.ts";

const MOST_MS_FAST_3G = 2_500;
const MOST_REQUESTS = 12;
const MOST_KIB = 150;
const MOST_MS_TO_ROW = 250;
const MOST_MS_TO_LINE = 400;
const MOST_MS_TO_RIGHTS = 1_000;

/** Chromium's "Fast 3G": latency in milliseconds, bytes a second. */
const FAST_3G = { offline: false, latency: 562.5, downloadThroughput: (1.6e6 * 0.9) / 8, uploadThroughput: (750e3 * 0.9) / 8 };

/** (l) The first visit of a dashboard on a slow network, and a push until the page shows it. */
export async function measurePages({ stack }: Bench, { pages }: Extent): Promise<Measured> {
  const builder = await signUpBuilder(stack, "bench-pages");
  const { organizations } = (await builder.browser.expect("GET", "/api/auth/me")) as { organizations: { slug: string }[] };
  const home = `/${organizations[0]?.slug ?? ""}/${builder.estateId}`;
  const browser = await chromium.launch(CHROMIUM);
  try {
    const loads = [];
    for (let load = 0; load < pages; load += 1) loads.push(await firstLoad(browser, builder, home));
    const clone = await Clone.of(stack, builder.repository);
    const pushes = [];
    for (let push = 0; push < pages; push += 1) pushes.push(await pushed(browser, builder, home, clone, push));
    await clone.remove();
    const demotions = await measureDemotions(stack, browser, builder, home, pages);
    const of = <Key extends string>(all: Record<Key, number>[], key: Key) => median(all.map((one) => one[key]));
    const target = (name: string, figure: number, limit: number, unit: string) => ({ name: "", figures: { median: `${shown(figure)} ${unit}` }, targets: [{ name, figure, limit, unit }] });
    return {
      title: "(l) pages",
      lines: [
        { ...target("largest paint", of(loads, "paint"), MOST_MS_FAST_3G, "ms"), name: "first load of the dashboard, Fast 3G" },
        { ...target("requests", of(loads, "requests"), MOST_REQUESTS, ""), name: "its requests until then" },
        { ...target("size", of(loads, "kibibytes"), MOST_KIB, "KiB"), name: "their bodies, compressed" },
        { ...target("row", of(pushes, "row"), MOST_MS_TO_ROW, "ms"), name: "from the end of git push to the build's row" },
        { ...target("line", of(pushes, "line"), MOST_MS_TO_LINE, "ms"), name: "from the end of git push to the log's first line" },
        { ...target("rights", median(demotions), MOST_MS_TO_RIGHTS, "ms"), name: "from a member's demotion until the page no longer offers what the role may not do" },
      ],
    };
  } finally {
    await browser.close();
  }
}

export async function signedIn(browser: Chromium, { cookie, url }: Session): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, baseURL: url });
  const pairs = cookie.split("; ").map((pair) => pair.split("=") as [string, string]);
  await context.addCookies(pairs.map(([name, value]) => ({ name, value, url })));
  return context;
}

async function firstLoad(browser: Chromium, builder: Builder, home: string): Promise<{ paint: number; requests: number; kibibytes: number }> {
  const context = await signedIn(browser, builder.browser);
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", FAST_3G);
    await page.addInitScript(NOTE_PAINTS);
    await page.addInitScript(MARK_USABLE);
    await page.goto(home, { waitUntil: "networkidle" });
    const paint = await page.evaluate<number>("Math.max(...paints)");
    const loaded = await page.evaluate<Loaded[]>(LOADED_UNTIL_USABLE);
    return { paint, requests: loaded.length, kibibytes: loaded.reduce((sum, { bytes }) => sum + bytes, 0) / 1024 };
  } finally {
    await context.close();
  }
}

/** Pushes with git while the list of builds is open; the page opens the build as soon as it shows it. */
async function pushed(browser: Chromium, builder: Builder, home: string, clone: Clone, push: number): Promise<{ row: number; line: number }> {
  const context = await signedIn(browser, builder.browser);
  try {
    const page = await context.newPage();
    await page.goto(`${home}/builds`, { waitUntil: "networkidle" });
    const message = `Push ${push}`;
    const seen = watch(page, message);
    await clone.push(configured(`export default { push: ${push} };\n`), message);
    const end = Date.now();
    const { row, line } = await seen;
    await page.getByRole("status").getByText("Complete").waitFor();
    return { row: row - end, line: line - end };
  } finally {
    await context.close();
  }
}

/** Collects when the page painted something larger than before, in milliseconds. */
const NOTE_PAINTS = `
globalThis.paints = [];
new PerformanceObserver((list) => paints.push(...list.getEntries().map(({ startTime }) => startTime))).observe({ type: "largest-contentful-paint", buffered: true });`;

/** When the page shows the build's row, and the first line of its log, in milliseconds since 1970. */
function watch(page: Page, subject: string): Promise<{ row: number; line: number }> {
  return page.evaluate<{ row: number; line: number }>(`new Promise((resolve) => {
    let row = 0;
    new MutationObserver((_, observer) => {
      if (row === 0) {
        const link = [...document.querySelectorAll("[data-build] a")].find(({ textContent }) => textContent === ${JSON.stringify(subject)});
        if (link === undefined) return;
        row = Date.now();
        link.click();
      } else if (document.querySelector("[data-index]") !== null) {
        observer.disconnect();
        resolve({ row, line: Date.now() });
      }
    }).observe(document, { childList: true, subtree: true });
  })`);
}

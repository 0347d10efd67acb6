import type { Page } from "@playwright/test";

/** Texts that differ from run to run, as regular expressions with what stands in their place on a screenshot. */
const VARYING: readonly (readonly [pattern: string, replacement: string])[] = [
  [String.raw`\b[0-9a-f]{12}@steward\.localhost`, "person@steward.localhost"],
  [String.raw`\bacme-[0-9a-f]{10}\b`, "acme-0000000000"],
  [String.raw`\btest-person-s-organization(-[0-9a-z]+)?\b`, "test-person-s-organization"],
  [String.raw`\bChrome/[0-9.]+`, "Chrome/1.0"],
  [String.raw`\b(\w+?)_[0-9A-Za-z]{20,}\b`, "$1_00000000000000000000000000"],
  [String.raw`\b(?=[0-9a-f]*\d)[0-9a-f]{7}\b`, "0000000"],
  [String.raw`\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b`, "0000000000000000"],
  [String.raw`\bjust now\b|\b\d+ (sec|min)\. ago\b`, "just now"],
  [String.raw`\b\d{1,2} (Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec) \d{4}\b`, "1 Jan 2026"],
  [String.raw`\b\d\d:\d\d:\d\d(\.\d+)?`, "00:00:00"],
  [String.raw`\b\d\d:\d\d\b`, "00:00"],
  [String.raw`\b\d+ min( \d{1,2} s)?\b(?! \d)`, "1.0 s"],
  [String.raw`\b\d+(\.\d+)? ?(ms|s)\b(?! \d)`, "1.0 s"],
  [String.raw`\b\d+(\.\d+)? (B|KiB|MiB)\b`, "1.0 KiB"],
  [String.raw`\b(localhost|127\.0\.0\.1):\d+`, "localhost:8787"],
  [String.raw`\b10\.\d+\.\d+\.\d+\b`, "10.0.0.0"],
  [String.raw`\b[A-Z0-9]{4}-[A-Z0-9]{4}\b`, "XXXX-0000"],
];

interface Steadied extends Window {
  steadied?: { observer: MutationObserver; originals: Map<Text | HTMLInputElement, readonly [original: string, shown: string]> };
}

/** Shows fixed texts in place of those that differ from run to run, also in what is rendered later, until `restoreText`. */
export async function steadyText(page: Page): Promise<void> {
  await page.evaluate((varying) => {
    const rules = varying.map(([pattern, replacement]) => [new RegExp(pattern, "g"), replacement] as const);
    const originals = new Map<Text | HTMLInputElement, readonly [string, string]>();
    const steady = (text: string) => rules.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
    const replaceAll = (): void => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const fields = [...document.querySelectorAll("input")].filter(({ type }) => type === "text" || type === "email");
      const texts: Text[] = [];
      while (walker.nextNode()) texts.push(walker.currentNode as Text);
      for (const node of texts) {
        const shown = steady(node.data);
        if (shown === node.data) continue;
        originals.set(node, [node.data, shown]);
        node.data = shown;
      }
      for (const field of fields) {
        const shown = steady(field.value);
        if (shown === field.value) continue;
        originals.set(field, [field.value, shown]);
        field.value = shown;
      }
    };
    const observer = new MutationObserver(replaceAll);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    (window as Steadied).steadied = { observer, originals };
    replaceAll();
  }, VARYING);
}

export async function restoreText(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { observer, originals } = (window as Steadied).steadied ?? {};
    observer?.disconnect();
    for (const [node, [original, shown]] of originals ?? []) {
      if (node instanceof Text && node.data === shown) node.data = original;
      if (node instanceof HTMLInputElement && node.value === shown) node.value = original;
    }
  });
}

import type { BrowserContext } from "@playwright/test";

/** What the browser itself reports of requests that were refused or cut, which tests do on purpose. */
const expected = /^Failed to load resource|^WebSocket connection to|net::ERR_/;

/** Collects what goes wrong unseen on a browser's pages: violated policies, exceptions, errors on the console. */
export async function watch(context: BrowserContext): Promise<string[]> {
  const problems: string[] = [];
  context.on("weberror", (error) => problems.push(String(error.error())));
  context.on("console", (message) => {
    if (message.type() === "error" && !expected.test(message.text())) problems.push(message.text());
  });
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      console.error(`violates the content security policy: ${violatedDirective} ${blockedURI}`);
    });
  });
  return problems;
}

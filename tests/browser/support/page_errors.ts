import type { BrowserContext } from "@playwright/test";

/** Errors that the browser logs for requests that tests make fail on purpose. */
const expected = /^Failed to load resource|^WebSocket connection to|net::ERR_/;

/** Collects the errors of a context's pages: policy violations, exceptions and console errors. */
export async function collectErrors(context: BrowserContext): Promise<string[]> {
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

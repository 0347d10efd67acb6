import { test as base, type BrowserContext, type Page } from "@playwright/test";
import { GitHubContract } from "../../providers/github/contract.ts";
import { startStack, type Stack } from "../../stack/index.ts";
import { type Gates, serveGates } from "./gates.ts";
import { randomIpAddress, signUp, type User } from "./user.ts";
import { collectErrors } from "./page_errors.ts";

export { expect } from "@playwright/test";

/** Opens a page in a new browser context in which the user is signed in. */
export type Open = (user: User, path?: string) => Promise<Page>;

interface PerTest {
  gates: Gates;
  /** A new user for each test. */
  owner: User;
  open: Open;
}

/**
 * Tests on the whole product: one stack for all tests of a worker, a new user for each test. A test also fails when one
 * of its pages violates the content security policy, throws, or logs an error to the console. At the end, every request
 * to GitHub must match GitHub's OpenAPI description.
 */
export const test = base.extend<PerTest, { runnerCapacity: number; stack: Stack }>({
  // The builds that run at once. A file with a number of its own has a stack of its own.
  runnerCapacity: [4, { option: true, scope: "worker" }],
  stack: [
    async ({ runnerCapacity }, use) => {
      const stack = await startStack({ runnerCapacity });
      try {
        await use(stack);
        await stack.github.settled();
        base.expect(new GitHubContract().problems(stack.github.requests)).toEqual([]);
      } finally {
        await stack.close();
      }
    },
    { scope: "worker", timeout: 90_000 },
  ],
  baseURL: async ({ stack }, use) => use(stack.url),
  context: async ({ context }, use) => {
    const problems = await collectErrors(context);
    await context.setExtraHTTPHeaders(randomIpAddress());
    await use(context);
    base.expect(problems).toEqual([]);
  },
  gates: async ({}, use) => {
    const gates = await serveGates();
    await use(gates);
    await gates.close();
  },
  owner: async ({ stack }, use) => use(await signUp(stack)),
  open: async ({ browser, contextOptions, viewport, deviceScaleFactor, colorScheme, stack }, use) => {
    const opened: { context: BrowserContext; problems: string[] }[] = [];
    await use(async (user, path = "/") => {
      const context = await browser.newContext({ ...contextOptions, viewport, deviceScaleFactor, colorScheme, baseURL: stack.url, extraHTTPHeaders: randomIpAddress() });
      opened.push({ context, problems: await collectErrors(context) });
      await signIn(context, user);
      const page = await context.newPage();
      await page.goto(path);
      return page;
    });
    for (const { context } of opened) await context.close();
    base.expect(opened.flatMap(({ problems }) => problems)).toEqual([]);
  },
});

/** Signs a browser context in. */
export async function signIn(context: BrowserContext, { session }: User): Promise<void> {
  const pairs = session.cookie.split("; ").map((pair) => pair.split("=") as [string, string]);
  await context.addCookies(pairs.map(([name, value]) => ({ name, value, url: session.url, httpOnly: true, sameSite: "Lax" })));
}

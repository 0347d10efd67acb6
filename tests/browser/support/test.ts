import { test as base, type BrowserContext, type Page } from "@playwright/test";
import { GitHubContract } from "../../providers/github/contract.ts";
import { startStack, type Stack } from "../../stack/index.ts";
import { type Gates, serveGates } from "./gates.ts";
import { fromSomewhere, type Person, signUp } from "./person.ts";
import { watch } from "./watch.ts";

export { expect } from "@playwright/test";

/** A page in a browser of its own, in which that person is signed in. */
export type Open = (person: Person, path?: string) => Promise<Page>;

interface PerTest {
  gates: Gates;
  /** Somebody new, for this test alone. */
  owner: Person;
  open: Open;
}

/**
 * Tests on the whole product: one stack for all tests of a worker, somebody new for each test. A test fails, too, when
 * one of its pages violates the content security policy, throws, or writes an error to the console; at the end every
 * request that GitHub got must have been one that GitHub describes.
 */
export const test = base.extend<PerTest, { stack: Stack }>({
  stack: [
    async ({}, use) => {
      const stack = await startStack({ runnerCapacity: 4 });
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
    const problems = await watch(context);
    await context.setExtraHTTPHeaders(fromSomewhere());
    await use(context);
    base.expect(problems).toEqual([]);
  },
  gates: async ({}, use) => {
    const gates = await serveGates();
    await use(gates);
    await gates.close();
  },
  owner: async ({ stack }, use) => use(await signUp(stack)),
  open: async ({ browser, contextOptions, viewport, colorScheme, stack }, use) => {
    const opened: { context: BrowserContext; problems: string[] }[] = [];
    await use(async (person, path = "/") => {
      const context = await browser.newContext({ ...contextOptions, viewport, colorScheme, baseURL: stack.url, extraHTTPHeaders: fromSomewhere() });
      opened.push({ context, problems: await watch(context) });
      await signIn(context, person);
      const page = await context.newPage();
      await page.goto(path);
      return page;
    });
    for (const { context } of opened) await context.close();
    base.expect(opened.flatMap(({ problems }) => problems)).toEqual([]);
  },
});

/** Gives a browser the person's session. */
export async function signIn(context: BrowserContext, { session }: Person): Promise<void> {
  const pairs = session.cookie.split("; ").map((pair) => pair.split("=") as [string, string]);
  await context.addCookies(pairs.map(([name, value]) => ({ name, value, url: session.url, httpOnly: true, sameSite: "Lax" })));
}

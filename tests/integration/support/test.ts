import { expect, test as base } from "vitest";
import { GitHubContract } from "../../providers/github/contract.ts";
import { startStack, type Stack, type StackOptions } from "../../stack/index.ts";
import { signUp, type Person } from "./people.ts";

/**
 * Tests on the whole product: one stack for the tests of a file, somebody new who has just signed up for each test.
 * At the end every request that GitHub got must have been one that GitHub describes.
 */
export function integration(options: StackOptions = {}) {
  return base.extend<{ stack: Stack; owner: Person }>({
    stack: [
      async ({}, use) => {
        const stack = await startStack(options);
        try {
          await use(stack);
          await stack.github.settled();
          const { requests } = stack.github;
          if (requests.length > 0) expect(new GitHubContract().problems(requests)).toEqual([]);
        } finally {
          await stack.close();
        }
      },
      { scope: "file" },
    ],
    owner: async ({ stack }, use) => {
      await use(await signUp(stack));
    },
  });
}

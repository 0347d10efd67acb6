import { expect, test as base } from "vitest";
import { GitHubContract } from "../../providers/github/contract.ts";
import { startStack, type Stack, type StackOptions } from "../../stack/index.ts";
import { added } from "./added.ts";
import { signUp, type Person } from "./people.ts";

/** People with a verified email address at one of these domains administer the platform. */
export const ADMIN_EMAIL_DOMAINS = ["administrators.example", "staff.example"];
/** Origins that are not the platform's own and may call the API with a bearer token. */
export const ALLOWED_ORIGINS = ["chrome-extension://abcdefghijklmnopabcdefghijklmnop", "https://tools.steward.example"];

/** Settings that affect only the tests that mention them. */
const BINDINGS = { ADMIN_EMAIL_DOMAINS: ADMIN_EMAIL_DOMAINS.join(", "), ALLOWED_ORIGINS: ALLOWED_ORIGINS.join(", ") };

interface Fixtures {
  stack: Stack;
  /** A user who has just signed up, for this test alone. */
  owner: Person;
}

/** Compiled once: GitHub's description is large. */
let contract: GitHubContract | undefined;

/** Runs the tests of a file; afterwards every request that reached GitHub must be one that GitHub describes. */
async function withinContract({ github }: Stack, run: () => Promise<void>): Promise<void> {
  const requests = added(github.requests);
  await run();
  await github.settled();
  if (requests().length > 0) expect((contract ??= new GitHubContract()).problems(requests())).toEqual([]);
}

/** Runs one test, and ends the failures of providers that it requested. */
async function withoutLeftovers({ github, google, slack, dns, mail }: Stack, run: () => Promise<void>): Promise<void> {
  await run();
  for (const provider of [github, google, slack, dns, mail]) provider.recover();
}

/**
 * Tests on the whole product, with the stack that all files of this worker share. Each test brings tenants of its own:
 * it relies neither on being alone nor on rows of another test. A test that cannot takes `integration(options)`.
 */
export const test = base
  .extend<Fixtures>({
    stack: [
      async ({}, use) => {
        const stack = await startStack({ bindings: BINDINGS });
        try {
          await use(stack);
        } finally {
          await stack.close();
        }
      },
      { scope: "worker" },
    ],
    owner: async ({ stack }, use) => {
      await use(await signUp(stack));
    },
  })
  .extend<{ contract: undefined; providers: undefined }>({
    contract: [async ({ stack }, use) => withinContract(stack, () => use(undefined)), { scope: "file", auto: true }],
    providers: [async ({ stack }, use) => withoutLeftovers(stack, () => use(undefined)), { auto: true }],
  });

/** Tests on the whole product, with a stack for this file alone: for other settings, for kills, or to look at all rows. */
export function integration(options: StackOptions) {
  return base.extend<Fixtures & { providers: undefined }>({
    stack: [
      async ({}, use) => {
        const stack = await startStack({ copiesDatabase: true, ...options });
        try {
          await withinContract(stack, () => use(stack));
        } finally {
          await stack.close();
        }
      },
      { scope: "file" },
    ],
    owner: async ({ stack }, use) => {
      await use(await signUp(stack));
    },
    providers: [async ({ stack }, use) => withoutLeftovers(stack, () => use(undefined)), { auto: true }],
  });
}

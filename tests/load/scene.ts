import { codeIn } from "../providers/mail/index.ts";
import type { Stack } from "../stack/index.ts";
import { pause } from "./cpu.ts";
import { Browser, installApp } from "../stack/development/seed.ts";

/** The App is installed on this account by `installApp`. */
const OWNER = "acme-demo";
const REPOSITORY = "pushed";
const BUILDING_MS = 60_000;

/** A build that outlasts the benchmark: builds that pushes start wait behind it, as on a busy day. */
const CONFIGURATION = `await new Promise((resolve) => setTimeout(resolve, 590_000));
export default {};
`;

interface Me {
  user: { id: string };
  organizations: { id: string; estates: { id: string }[] }[];
}

export const PASSWORD = "steward-bench";

/** A user who has signed up. */
export interface Person {
  browser: Browser;
  email: string;
  organizationId: string;
  estateId: string;
}

/** Signs up as a page would; sign-up makes an organization and its first estate. */
export async function signUp(stack: Stack, name: string): Promise<Person> {
  const browser = new Browser(stack.url);
  const email = `${name}@steward.localhost`;
  await browser.expect("POST", "/api/auth/signup", { email, password: PASSWORD, name: "Demo Owner" });
  const code = codeIn(await stack.mail.waitFor({ to: email, kind: "sign_up_code" }));
  await browser.expect("POST", "/api/auth/signup/verify", { email, code });
  const me = (await browser.expect("GET", "/api/auth/me")) as Me;
  const [organization] = me.organizations;
  const [estate] = organization?.estates ?? [];
  if (organization === undefined || estate === undefined) throw new Error("sign-up made no estate");
  return { browser, email, organizationId: organization.id, estateId: estate.id };
}

/**
 * Connects the person's estate to a repository, waits until the build of its head is running, and pushes once:
 * resolves with the body of GitHub's delivery.
 */
export async function connectAndPush(stack: Stack, { browser, estateId }: Person): Promise<string> {
  const name = `${OWNER}/${REPOSITORY}`;
  const files = { "steward.config.mjs": CONFIGURATION };
  const repository = await stack.github.createRepository({ owner: OWNER, name: REPOSITORY, private: true, files });
  await installApp(estateId, browser);
  await browser.expect("PUT", `/api/estates/${estateId}/repository`, { repositoryId: repository.id });
  // pushes wait behind it, and do not cancel each other
  await browser.expect("PATCH", `/api/estates/${estateId}`, { cancelSupersededBuilds: false });
  const deadline = performance.now() + BUILDING_MS;
  for (;;) {
    const { items } = (await browser.expect("GET", `/api/estates/${estateId}/builds`)) as { items: { status: string; steps: { name: string }[] }[] };
    const [build] = items;
    if (build?.steps.some((step) => step.name === "evaluate") === true) break;
    if (performance.now() > deadline) throw new Error(`the first build did not get going within ${BUILDING_MS} ms: ${JSON.stringify(build)}`);
    await pause(200);
  }
  const { deliveries } = await stack.github.commit(name, { files: { "rules/one.md": "A rule.\n" }, message: "Add a rule" });
  const [delivery] = await deliveries;
  if (delivery?.statusCode !== 202) throw new Error(`the push was answered ${delivery?.statusCode}: ${delivery?.response.body}`);
  return delivery.request.body;
}

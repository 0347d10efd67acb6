import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeIn } from "../../providers/mail/index.ts";
import type { Stack } from "../index.ts";
import { OWNER, demoRepository, pushDemoCommit } from "./demo_repository.ts";

export const DEMO = { email: "demo@steward.localhost", password: "try-it-offline", name: "Demo Owner" };
/** The demo organization's slug. */
const SLUG = "demo";

interface Me {
  organizations: { id: string; name: string; slug: string; estates: { id: string; name: string }[] }[];
}

/**
 * What the first start prepares, through the product's own API as a browser would: the demo user, the App installed on
 * the demo repository's owner, the repository connected, a commit pushed. Only that the demo user administers the platform
 * takes SQL. Each step is left out when its result is there, so that a start which failed half-way is taken up by the next.
 */
export async function seed(stack: Stack, directory: string): Promise<void> {
  const done = join(directory, "seeded");
  if (existsSync(done)) return;
  const browser = new Browser(stack.url);
  await enter(stack, browser);
  await nameOrganization(browser);
  await stack.db.prepare("UPDATE user SET role = 'admin' WHERE email = ?1").bind(DEMO.email).run();
  if (!stack.githubIsReal) await connectDemoRepository(stack, browser);
  writeFileSync(done, new Date().toISOString());
}

/** Signs in, or else signs up with the code that the mail brings. */
async function enter(stack: Stack, browser: Browser): Promise<void> {
  const { email, password } = DEMO;
  const signedIn = await browser.send("POST", "/api/auth/signin", { email, password });
  if (signedIn.ok) return;
  if (signedIn.status !== 401) throw new Error(`sign-in answered ${signedIn.status}: ${await signedIn.text()}`);
  if (stack.mailIsReal) throw new Error(`the code for ${email} goes to Resend by the RESEND_API_KEY in .dev.vars: make the first start without it`);
  const after = stack.mail.mails.at(-1);
  await browser.expect("POST", "/api/auth/signup", DEMO);
  const code = codeIn(await stack.mail.waitFor({ to: email, kind: "sign_up_code", ...(after === undefined ? {} : { after }) }));
  await browser.expect("POST", "/api/auth/signup/verify", { email, code });
}

async function nameOrganization(browser: Browser): Promise<void> {
  const { organizations } = (await browser.expect("GET", "/api/auth/me")) as Me;
  const [organization] = organizations;
  if (organization === undefined) throw new Error("the demo user has no organization");
  if (organization.slug !== SLUG) await browser.expect("PATCH", `/api/organizations/${organization.id}`, { slug: SLUG });
}

async function connectDemoRepository({ github }: Stack, browser: Browser): Promise<void> {
  const me = (await browser.expect("GET", "/api/auth/me")) as Me;
  const estate = me.organizations[0]?.estates[0];
  if (estate === undefined) throw new Error("the demo user has no estate");
  const repository = await demoRepository(github);
  const listed = await browser.send("GET", `/api/estates/${estate.id}/github/repositories`);
  const { installed = false } = (await listed.json()) as { installed?: boolean };
  if (!installed) await installApp(estate.id, browser);
  const connected = await browser.send("GET", `/api/estates/${estate.id}/repository`);
  if (connected.status === 404) await browser.expect("PUT", `/api/estates/${estate.id}/repository`, { repositoryId: repository.id });
  await pushDemoCommit(github);
}

/** What a person does in the browser: the page at GitHub, its button, and back. */
export async function installApp(estateId: string, browser: Browser, account = OWNER): Promise<void> {
  const { installationUrl } = (await browser.expect("POST", `/api/estates/${estateId}/github/installation`, {})) as { installationUrl: string };
  const page = new URL(installationUrl);
  const form = new URLSearchParams({ account, selection: "all", state: page.searchParams.get("state") ?? "" });
  const pressed = await fetch(new URL(page.pathname.replace(/\/new$/, ""), page), { method: "POST", body: form, redirect: "manual" });
  const callback = new URL(pressed.headers.get("location") ?? "");
  const back = await browser.send("GET", `${callback.pathname}${callback.search}`);
  const landed = back.headers.get("location") ?? "";
  if (back.status !== 303 || landed.includes("error=")) throw new Error(`the installation's callback answered ${back.status} ${landed}`);
}

/** Keeps cookies and sends the Origin that the API wants of mutations. */
export class Browser {
  readonly url: string;
  /** Sent with every request. */
  readonly headers: Record<string, string>;
  private readonly cookies = new Map<string, string>();

  constructor(url: string, headers: Record<string, string> = {}) {
    this.url = url;
    this.headers = headers;
  }

  /** As the header has them: `name=value; other=value`. */
  get cookie(): string {
    return [...this.cookies].map((pair) => pair.join("=")).join("; ");
  }

  set cookie(header: string) {
    this.cookies.clear();
    for (const pair of header.split("; ")) this.keep(pair);
  }

  async send(method: string, path: string, body?: object): Promise<Response> {
    const headers: Record<string, string> = { ...this.headers, origin: this.url, cookie: this.cookie };
    if (body !== undefined) headers["content-type"] = "application/json";
    const response = await fetch(this.url + path, { method, headers, redirect: "manual", ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    this.keepCookies(response);
    return response;
  }

  keepCookies({ headers }: Response): void {
    for (const line of headers.getSetCookie()) this.keep(line);
  }

  private keep(line: string): void {
    const [, name, value = ""] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
    if (name === undefined) return;
    if (/;\s*max-age=0\b/i.test(line)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }

  async expect(method: string, path: string, body?: object): Promise<unknown> {
    const response = await this.send(method, path, body);
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }
}

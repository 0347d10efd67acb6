import { join } from "node:path";
import { startDns, type DnsSimulator } from "../providers/dns/index.ts";
import { startGitHub, type GitHubSimulator } from "../providers/github/index.ts";
import { startMail, type Mail, type MailSimulator } from "../providers/mail/index.ts";
import { startGoogle, startSlack, type OpenIdSimulator } from "../providers/openid/index.ts";
import type { Ports } from "./development/ports.ts";
import { SetupError } from "./processes.ts";
import type { Secrets } from "./secrets.ts";
import { TEMPLATE_REPOSITORY, createTemplateRepository } from "./template_repository.ts";

/** The Apps and clients of local development and of the tests. */
const GITHUB_APP = { id: 418_001, slug: "steward-development", clientId: "Iv23liStewardDevelop" };
const GITHUB_OAUTH_CLIENT = "Ov23liStewardDevelop";
const GOOGLE_CLIENT = "418001-steward-development.apps.googleusercontent.com";
const SLACK_CLIENT = "4180010000.4180010000";
/** Who has an account everywhere from the start. */
const PERSON = { email: "demo@steward.localhost", name: "Demo Owner" };

export interface OutsideOptions {
  directory: string;
  /** Nothing is started on that folder again: what only the simulators know is kept in memory. */
  isTemporary: boolean;
  /** The Worker's address, and the one that people type, where it is another. */
  url: string;
  publicUrl: string;
  secrets: Secrets;
  ports: Partial<Ports>;
  /** The variables that were given: what names a real provider's key leaves out its simulator. */
  given: Record<string, string>;
  onMail?: ((mail: Mail) => void) | undefined;
}

/** The simulators of the outside world; null where the real one is used. */
export interface Outside {
  github: GitHubSimulator | null;
  google: OpenIdSimulator | null;
  slack: OpenIdSimulator | null;
  dns: DnsSimulator | null;
  mail: MailSimulator;
  /** The variables by which the Worker finds them. */
  bindings: Record<string, string>;
  /** Resolves when GitHub has the template repository. */
  ready: Promise<void>;
  close(): Promise<void>;
}

/** Starts a simulator for every provider whose key is not among the given variables. */
export async function startOutside(options: OutsideOptions): Promise<Outside> {
  const { directory, isTemporary, publicUrl, secrets, ports, given } = options;
  const kept = (name: string) => (isTemporary ? undefined : join(directory, name));
  const isReal = (key: string) => Boolean(given[key]);
  if (isReal("GITHUB_OAUTH_CLIENT_ID") && !isReal("GITHUB_APP_ID")) {
    throw new SetupError("GITHUB_OAUTH_CLIENT_ID is set and GITHUB_APP_ID is not: both use the same GitHub, so set both or neither.");
  }
  const callback = (provider: string) => `${publicUrl}/api/auth/oauth/${provider}/callback`;
  const closers: (() => Promise<void>)[] = [];
  const started = async <Simulator extends { close(): Promise<void> }>(starting: Promise<Simulator>): Promise<Simulator> => {
    const simulator = await starting;
    closers.push(simulator.close);
    return simulator;
  };
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const mail = await started(startMail({ port: ports.mail, directory: kept("mail"), apiKey: secrets.mailKey, ...(options.onMail === undefined ? {} : { onMail: options.onMail }) }));
    const dns = isReal("DNS_URL") ? null : await started(startDns({ port: ports.dns, directory: kept("dns") }));
    const google = isReal("GOOGLE_CLIENT_ID")
      ? null
      : await started(
          startGoogle({
            port: ports.google,
            directory: kept("google"),
            clientId: GOOGLE_CLIENT,
            clientSecret: secrets.googleClient,
            redirectUris: [callback("google")],
            accounts: [PERSON],
          }),
        );
    const slack = isReal("SLACK_CLIENT_ID")
      ? null
      : await started(
          startSlack({
            port: ports.slack,
            directory: kept("slack"),
            clientId: SLACK_CLIENT,
            clientSecret: secrets.slackClient,
            redirectUris: [callback("slack")],
            accounts: [PERSON],
          }),
        );
    const github = isReal("GITHUB_APP_ID") ? null : await started(startDevelopmentGitHub(options, callback("github")));
    const ready = github === null ? Promise.resolve() : createTemplateRepository(github);
    const settled = ready.catch(() => undefined);
    closers.push(() => settled);
    const bindings = {
      ...(isReal("RESEND_API_KEY") ? {} : { RESEND_API_URL: mail.url, RESEND_API_KEY: secrets.mailKey }),
      ...(dns === null ? {} : { DNS_URL: dns.url }),
      ...(google === null ? {} : googleBindings(google, secrets)),
      ...(slack === null ? {} : { SLACK_URL: slack.url, SLACK_CLIENT_ID: SLACK_CLIENT, SLACK_CLIENT_SECRET: secrets.slackClient }),
      ...(github === null ? {} : githubBindings(github, secrets)),
    };
    return { github, google, slack, dns, mail, bindings, ready, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function startDevelopmentGitHub({ url, directory, secrets, ports }: OutsideOptions, signInCallback: string): Promise<GitHubSimulator> {
  return startGitHub({
    port: ports.github,
    apiPort: ports.githubApi,
    directory: join(directory, "github"),
    app: {
      ...GITHUB_APP,
      clientSecret: secrets.githubClient,
      webhookSecret: secrets.githubWebhook,
      webhookUrl: `${url}/api/integrations/github/webhook`,
      callbackUrl: `${url}/api/integrations/github/callback`,
    },
    oauthApp: { clientId: GITHUB_OAUTH_CLIENT, clientSecret: secrets.githubOAuthClient, callbackUrl: signInCallback },
  });
}

function googleBindings(google: OpenIdSimulator, secrets: Secrets): Record<string, string> {
  return {
    GOOGLE_AUTHORIZE_URL: google.authorizeUrl,
    GOOGLE_TOKEN_URL: google.tokenUrl,
    GOOGLE_REVOKE_URL: google.revokeUrl,
    GOOGLE_KEYS_URL: google.keysUrl,
    GOOGLE_ISSUER: google.url,
    GOOGLE_CLIENT_ID: GOOGLE_CLIENT,
    GOOGLE_CLIENT_SECRET: secrets.googleClient,
  };
}

function githubBindings(github: GitHubSimulator, secrets: Secrets): Record<string, string> {
  return {
    GITHUB_URL: github.url,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_TEMPLATE_REPOSITORY: TEMPLATE_REPOSITORY,
    GITHUB_APP_ID: String(GITHUB_APP.id),
    GITHUB_APP_SLUG: GITHUB_APP.slug,
    GITHUB_APP_PRIVATE_KEY: github.privateKeyPem,
    GITHUB_WEBHOOK_SECRET: secrets.githubWebhook,
    GITHUB_CLIENT_ID: GITHUB_APP.clientId,
    GITHUB_CLIENT_SECRET: secrets.githubClient,
    GITHUB_OAUTH_CLIENT_ID: GITHUB_OAUTH_CLIENT,
    GITHUB_OAUTH_CLIENT_SECRET: secrets.githubOAuthClient,
  };
}

import type { Account, Installation } from "../store.ts";
import { nodeId, simpleUser, type Hosts } from "./account.ts";

/** The GitHub App whose backend is under test. */
export interface App {
  id: number;
  slug: string;
  clientId: string;
  clientSecret: string;
  /** PKCS#1 PEM, as GitHub lets its owner download it. */
  privateKey: string;
  publicKey: string;
  webhookUrl: string;
  webhookSecret: string;
  callbackUrl: string;
  createdAt: string;
}

/** What the App asks for at its installation. */
export const APP_PERMISSIONS = { contents: "read", metadata: "read" } as const;
/** What the App subscribes to; GitHub sends installation events to every App besides. */
export const APP_EVENTS = ["push"];

/** Schema `integration`. */
export function appPayload(app: App, owner: Account, installationsCount: number | null, hosts: Hosts) {
  return {
    id: app.id,
    client_id: app.clientId,
    slug: app.slug,
    node_id: nodeId("A", app.id),
    owner: simpleUser(owner, hosts),
    name: app.slug,
    description: "",
    external_url: new URL(app.callbackUrl).origin,
    html_url: `${hosts.web}/apps/${app.slug}`,
    created_at: app.createdAt,
    updated_at: app.createdAt,
    permissions: { ...APP_PERMISSIONS },
    events: APP_EVENTS,
    ...(installationsCount === null ? {} : { installations_count: installationsCount }),
  };
}

/** Schema `installation`. */
export function installationPayload(installation: Installation, account: Account, app: App, hosts: Hosts) {
  const settings = account.type === "Organization" ? `organizations/${account.login}/settings` : "settings";
  return {
    id: installation.id,
    client_id: app.clientId,
    account: simpleUser(account, hosts),
    repository_selection: installation.repositorySelection,
    access_tokens_url: `${hosts.api}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${hosts.api}/installation/repositories`,
    html_url: `${hosts.web}/${settings}/installations/${installation.id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: installation.permissions,
    events: installation.events,
    created_at: installation.createdAt,
    updated_at: installation.updatedAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [] as string[],
    suspended_by: null,
    suspended_at: installation.suspendedAt,
  };
}

/** How webhooks name the installation they were sent for. */
export function installationReference(installation: Installation) {
  return { id: installation.id, node_id: Buffer.from(`023:IntegrationInstallation${installation.id}`).toString("base64") };
}

import { createHmac, randomUUID } from "node:crypto";
import type { Stack } from "../../stack/index.ts";
import { Client, type Answer } from "./client.ts";

export const WEBHOOK = "/api/integrations/github/webhook";

export interface DeliveryOptions {
  id?: string;
  /** In place of the right one; null leaves the header out. */
  signature?: string | null;
  /** Over those that GitHub sends; null leaves one out. */
  headers?: Record<string, string | null>;
}

/** The webhook's answer to an accepted delivery. */
export interface Taken {
  deliveryId: string;
  duplicate: boolean;
  builds: string[];
  ignored: string | null;
}

/** A delivery as GitHub sends it, signed with the App's secret. */
export function deliver({ url, secrets }: Stack, event: string, body: string | object, { id = randomUUID(), signature, headers }: DeliveryOptions = {}): Promise<Answer> {
  const raw = typeof body === "string" ? body : JSON.stringify(body);
  return new Client(url).call("POST", WEBHOOK, {
    raw,
    headers: {
      origin: null,
      "content-type": "application/json",
      "user-agent": "GitHub-Hookshot/044aadd",
      "x-github-event": event,
      "x-github-delivery": id,
      "x-hub-signature-256": signature === undefined ? sign(secrets.githubWebhook, raw) : signature,
      ...headers,
    },
  });
}

export function sign(secret: string, body: string): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

/** The `push` payload of the newest push that GitHub sent about a repository, to be changed and sent again. */
export function lastPush({ github }: Stack, repositoryId: number): Record<string, unknown> {
  const delivery = github.deliveries.findLast((candidate) => candidate.event === "push" && candidate.repositoryId === repositoryId);
  if (delivery === undefined) throw new Error("GitHub sent no push of this repository");
  return JSON.parse(delivery.request.body) as Record<string, unknown>;
}

import type { LinkProps } from "@tanstack/react-router";
import type { AuditEvent } from "@/api/types";
import { auditLogCopy } from "./copy";
import type { Mention, Part } from "./sentence";
import { actionGroups, type Details, otherSentences, resourceTypes, unknownAction } from "./sentence-copy";

const copy = auditLogCopy.event.actors;

/** What is known about the resources of a log. */
export type Directory = {
  nameOf: (id: string) => string | undefined;
  /** The page that shows a resource, if it still exists. */
  linkTo: (type: string, id: string, estateId: string | null | undefined) => LinkProps | undefined;
};

const actions = Object.assign({}, ...actionGroups.map((group) => group.actions)) as (typeof actionGroups)[number]["actions"];

export function actionLabel(action: string): string {
  return actions[action]?.label ?? action;
}

export function resourceTypeLabel(type: string): string {
  return resourceTypes[type]?.label ?? type.replaceAll("_", " ");
}

/** An audit event as one sentence. */
export function describeEvent(event: AuditEvent, directory: Directory): Part[] {
  const { action, resourceType, resourceId, estateId } = event;
  const estateOf = (id: unknown) => mention(directory, "estate", typeof id === "string" ? id : null, null);
  const target = mention(directory, resourceType, resourceId, estateId);
  const write = actions[action]?.sentence ?? otherSentences[action] ?? (() => unknownAction(action, target));
  const facts = { target, targetType: resourceType, estate: estateOf(estateId), before: asDetails(event.before), after: asDetails(event.after), estateOf };
  return [...describeActor(event, directory), " ", ...write(facts)];
}

function describeActor({ actor, app, impersonatedBy }: AuditEvent, directory: Directory): Part[] {
  const parts: Part[] = [nameActor(actor, directory)];
  if (app) parts.push(copy.byApp, { text: app.name ?? copy.deletedApp }, ",");
  if (impersonatedBy) parts.push(copy.impersonatedBy, { text: impersonatedBy.name ?? copy.deletedUser }, ",");
  return parts;
}

function nameActor({ type, id, name }: AuditEvent["actor"], directory: Directory): Mention {
  const linkTo = (resourceType: string) => (id ? directory.linkTo(resourceType, id, null) : undefined);
  switch (type) {
    case "user":
      return { text: name ?? copy.deletedUser, link: linkTo("organization_user_membership") };
    case "key":
      return { text: name ? copy.key(name) : copy.deletedKey, link: linkTo("api_key") };
    case "service_account":
      return { text: name ? copy.serviceAccount(name) : copy.deletedServiceAccount, link: linkTo("service_account") };
    case "webhook":
      return { text: copy.webhooks[id?.split(":")[0] ?? ""] ?? copy.webhook };
    case "system":
      return { text: id === "scim" ? copy.scim : copy.system };
  }
}

function mention(directory: Directory, type: string, id: string | null | undefined, estateId: string | null | undefined): Part {
  const words = resourceTypes[type];
  const name = id ? directory.nameOf(id) : undefined;
  const link = id ? directory.linkTo(type, id, estateId) : undefined;
  if (!words) return { text: [resourceTypeLabel(type), name ?? id].filter(Boolean).join(" "), link };
  if (name === undefined) return link ? { text: words.unnamed, link } : words.unnamed;
  return { text: words.named?.(name) ?? name, link };
}

function asDetails(value: unknown): Details {
  return typeof value === "object" && value !== null ? (value as Details) : {};
}

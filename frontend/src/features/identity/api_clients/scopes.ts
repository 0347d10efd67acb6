import permissions from "@/api/permissions.json";
import type { Role } from "@/api/types";
import { may, type Permission } from "@/app/session/permissions";

const words: Partial<Record<Permission, string>> = {
  "organization.view": "See the organization's name and settings",
  "member.view": "See the members",
  "member.invite": "Invite people",
  "member.remove": "Remove members",
  "audit.view": "Read the audit log",
  "estate.view": "See estates, builds and configurations",
  "estate.create": "Make estates",
  "estate.update": "Rename estates",
  "repository.manage": "Connect and disconnect repositories",
  "build.manage": "Start, cancel and activate builds",
};
const groups: Record<string, string> = {
  organization: "Organization",
  member: "Members",
  audit: "Audit log",
  estate: "Estates",
  repository: "Repositories",
  build: "Builds",
};

/** A permission in words, or by its name. */
export function scopeWords(scope: string): string {
  return words[scope as Permission] ?? scope;
}

/** What somebody with a role may give to an API key, by what it is about. */
export function grantableScopes(role: Role): { title: string; scopes: Permission[] }[] {
  const scopes = (Object.keys(permissions) as Permission[]).filter((name) => permissions[name].byKey && may(role, name));
  const topicOf = (name: Permission) => name.split(".")[0] ?? name;
  const topics = new Set([...Object.keys(groups), ...scopes.map(topicOf)]);
  return [...topics]
    .map((topic) => ({ title: groups[topic] ?? topic, scopes: scopes.filter((name) => topicOf(name) === topic).sort(byEffect) }))
    .filter((group) => group.scopes.length > 0);
}

/** What only looks comes first. */
function byEffect(first: Permission, second: Permission): number {
  return Number(second.endsWith(".view")) - Number(first.endsWith(".view"));
}

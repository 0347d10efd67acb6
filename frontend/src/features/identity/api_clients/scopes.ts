import permissions from "@/api/permissions.json";
import { gives, type Permission, type Rights } from "@/app/session/permissions";
import { apiClientsCopy } from "./copy";

const labels: Partial<Record<Permission, string>> = apiClientsCopy.scopes.labels;
const groupTitles: Record<string, string> = apiClientsCopy.scopes.groups;

/** The label of a permission, or its name. */
export function scopeLabel(scope: string): string {
  return labels[scope as Permission] ?? scope;
}

/** The scopes that an API key can have for these rights, grouped by resource. */
export function grantableScopes(rights: Rights): { title: string; scopes: Permission[] }[] {
  const scopes = (Object.keys(permissions) as Permission[]).filter((name) => permissions[name].credentials.includes("apiKey") && gives(rights, name));
  const topicOf = (name: Permission) => name.split(".")[0] ?? name;
  const topics = new Set([...Object.keys(groupTitles), ...scopes.map(topicOf)]);
  return [...topics]
    .map((topic) => ({ title: groupTitles[topic] ?? topic, scopes: scopes.filter((name) => topicOf(name) === topic).sort(viewFirst) }))
    .filter((group) => group.scopes.length > 0);
}

export type Preset = keyof typeof apiClientsCopy.create.presets;

const includes: Record<Preset, (scope: Permission) => boolean> = {
  read: (scope) => scope.endsWith(".view"),
  deploy: (scope) => scope === "estate.view" || scope === "build.manage",
  full: () => true,
};

export const presets = Object.keys(includes) as Preset[];

/** The scopes of a preset that a member with these rights may grant. */
export function presetScopes(preset: Preset, rights: Rights): Permission[] {
  return grantableScopes(rights).flatMap(({ scopes }) => scopes.filter(includes[preset]));
}

/** The preset with exactly these scopes. */
export function matchingPreset(scopes: readonly string[], rights: Rights): Preset | undefined {
  return presets.find((preset) => {
    const own = presetScopes(preset, rights);
    return own.length === scopes.length && own.every((scope) => scopes.includes(scope));
  });
}

/** Sorts read-only scopes first. */
function viewFirst(first: Permission, second: Permission): number {
  return Number(second.endsWith(".view")) - Number(first.endsWith(".view"));
}

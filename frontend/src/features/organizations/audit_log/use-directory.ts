import { keepPreviousData, type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import type { LinkProps } from "@tanstack/react-router";
import { api } from "@/api/client";
import { asApiError } from "@/api/error";
import type { AuditEvent, Member, MyOrganization } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { membersPath } from "../members/paths";
import type { Directory } from "./describe-event";

const buildsPath = "/api/estates/{estateId}/builds";
const memberPath = `${membersPath}/{userId}` as const;

/** The field of an event's details that names its resource. */
const nameFields: Record<string, string> = {
  organization: "name",
  organization_domain: "domain",
  invitation: "email",
  estate: "name",
  config_source: "fullName",
  build: "number",
  custom_role: "name",
  team: "name",
  service_account: "name",
  api_key: "name",
  user: "name",
};

/** The estates whose builds are numbered. */
const MAX_ESTATES = 10;

/** The names and pages of what events are about: from the events themselves, the session, the members and the builds. */
export function useDirectory(organization: MyOrganization, events: AuditEvent[]): Directory {
  const { id: organizationId, slug } = organization;
  const members = useMembers(organizationId, events);
  const estates = new Map(organization.estates.map(({ id, name }) => [id, name]));
  const builds = useBuildNumbers(events.filter(({ resourceType, estateId }) => resourceType === "build" && estateId && estates.has(estateId)));
  const recorded = recordedNames(events);
  return {
    nameOf: (id) => members.get(id)?.name ?? estates.get(id) ?? builds.get(id) ?? recorded.get(id),
    linkTo: (type, id, estateId) => {
      const estatePath = { organization: slug, estateId: (type === "estate" ? id : estateId) ?? "" };
      const estateExists = estates.has(estatePath.estateId);
      const pages: Record<string, LinkProps | false> = {
        organization_user_membership: members.has(id) && { to: "/$organization/team", params: { organization: slug }, search: { q: members.get(id)?.email ?? "" } },
        organization_domain: hasPermission(organization, "domain.manage") && { to: "/$organization/settings/domains", params: { organization: slug } },
        custom_role: { to: "/$organization/roles", params: { organization: slug } },
        team: { to: "/$organization/teams", params: { organization: slug } },
        service_account: hasPermission(organization, "serviceAccount.manage") && { to: "/$organization/service-accounts", params: { organization: slug } },
        api_key: { to: "/$organization/keys", params: { organization: slug } },
        estate: estateExists && { to: "/$organization/$estateId", params: estatePath },
        config_source: estateExists && { to: "/$organization/$estateId/repository", params: estatePath },
        build: estateExists && { to: "/$organization/$estateId/builds/$buildId", params: { ...estatePath, buildId: id } },
      };
      return pages[type] || undefined;
    },
  };
}

/** The first members of an organization, and the others that these events are about or by, by the id of the user. */
function useMembers(organizationId: string, events: AuditEvent[]): Map<string, Member> {
  const queryClient = useQueryClient();
  const first = api.useQuery("get", membersPath, { params: { path: { organizationId }, query: { limit: 100 } } }).data;
  const members = byId(first?.items ?? []);
  const others = first?.nextCursor ? userIds(events).filter((userId) => !members.has(userId)) : [];
  const found = useQuery({
    queryKey: ["get", memberPath, { params: { path: { organizationId } }, others }],
    queryFn: () => Promise.all(others.map((userId) => findMember(queryClient, organizationId, userId))),
    enabled: others.length > 0,
    placeholderData: keepPreviousData,
  });
  return new Map([...byId(found.data?.filter((member) => member !== null) ?? []), ...members]);
}

/** A member, or null for a former one. Asked once: the organization's socket tells of changes. */
function findMember(queryClient: QueryClient, organizationId: string, userId: string): Promise<Member | null> {
  const { queryKey, queryFn } = api.queryOptions("get", memberPath, { params: { path: { organizationId, userId } } });
  return queryClient.fetchQuery<Member | null>({
    queryKey,
    queryFn: async (context) => {
      try {
        return await queryFn({ ...context, queryKey });
      } catch (error) {
        if (asApiError(error)?.status === 404) return null;
        throw error;
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

function byId(members: Member[]): Map<string, Member> {
  return new Map(members.map((member) => [member.userId, member]));
}

/** The numbers of the newest builds of the estates of these events. */
function useBuildNumbers(events: AuditEvent[]): Map<string, string> {
  const queryClient = useQueryClient();
  const estateIds = [...new Set(events.map(({ estateId }) => estateId ?? ""))].sort().slice(0, MAX_ESTATES);
  const fetchBuilds = (estateId: string) => queryClient.fetchQuery(api.queryOptions("get", buildsPath, { params: { path: { estateId }, query: { limit: 100 } } }));
  const lists = useQuery({
    queryKey: ["get", buildsPath, { estateIds }],
    queryFn: async () => ({ pages: await Promise.all(estateIds.map(fetchBuilds)) }),
    enabled: estateIds.length > 0,
    placeholderData: keepPreviousData,
  });
  return new Map(lists.data?.pages.flatMap(({ items }) => items.map(({ id, number }) => [id, String(number)] as const)));
}

/** The names in the events, newest first. */
export function recordedNames(events: AuditEvent[]): Map<string, string> {
  const names = new Map<string, string>();
  const add = (id: unknown, name: unknown) => {
    if (typeof id === "string" && (typeof name === "string" || typeof name === "number") && !names.has(id)) names.set(id, String(name));
  };
  for (const { actor, before, after, resourceType, resourceId } of events) {
    if (actor.type === "user") add(actor.id, actor.name);
    for (const details of [after, before] as (Record<string, unknown> | null | undefined)[]) add(resourceId, details?.[nameFields[resourceType] ?? ""]);
  }
  return names;
}

/** The users that events are about or by, each once. */
export function userIds(events: AuditEvent[]): string[] {
  const ids = events.flatMap(({ actor, resourceType, resourceId }) => [actor.type === "user" ? actor.id : null, resourceType === "organization_user_membership" ? resourceId : null]);
  return [...new Set(ids.flatMap((id) => id ?? []))];
}

import { keepPreviousData } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { Build, Member } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { commitSubject, useBuildPages } from "@/features/delivery/builds/queries";
import { membersPath } from "@/features/organizations/members/paths";
import { searchItems } from "@/ui/search-items";
import { useDebounced } from "@/ui/use-debounced";
import type { CurrentEstate } from "../pages";

/** Milliseconds without typing before members are searched. */
const DEBOUNCE_MS = 200;
const MIN_LENGTH = 2;

/** What the API has for a search: members of the organization and builds of the estate. */
export function useResults(query: string, { organization, estateId }: CurrentEstate) {
  const search = query.trim();
  const q = useDebounced(search, DEBOUNCE_MS);
  const searchesMembers = organization !== undefined && hasPermission(organization, "member.view") && search.length >= MIN_LENGTH;
  const members = api.useQuery(
    "get",
    membersPath,
    { params: { path: { organizationId: organization?.id ?? "" }, query: { limit: 5, q } } },
    { enabled: searchesMembers && q.length >= MIN_LENGTH, placeholderData: keepPreviousData },
  );
  const builds = useBuildPages(estateId ?? "", undefined, { enabled: estateId !== undefined });
  const failed = [searchesMembers && members.isError && members, builds.isError && builds].filter((result) => result !== false);
  return {
    members: searchesMembers ? (members.data?.items ?? []) : ([] as Member[]),
    builds: findBuilds(builds.data?.pages.flatMap(({ items }) => items) ?? [], search),
    isLoading: builds.isLoading || (searchesMembers && (members.isFetching || q !== search)),
    retry: failed.length === 0 ? null : () => failed.forEach((result) => void result.refetch()),
  };
}

/** The builds with a number, commit message or hash; a number finds the build itself first. */
function findBuilds(builds: Build[], search: string): Build[] {
  const isExact = ({ number }: Build) => search.replace("#", "") === String(number);
  const found = searchItems(builds, search, (build) => `${build.number} #${build.number} ${commitSubject(build)} ${build.commitHash}`);
  return found.sort((first, second) => Number(isExact(second)) - Number(isExact(first)));
}

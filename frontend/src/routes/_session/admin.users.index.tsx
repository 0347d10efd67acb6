import { keepPreviousData } from "@tanstack/react-query";
import { createFileRoute, Link } from "@tanstack/react-router";
import { Users } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { AdminUser } from "@/api/types";
import { adminCopy } from "@/features/admin/copy";
import { ListPage } from "@/features/admin/list-page";
import { rowClass, RowSkeletons } from "@/features/admin/row-skeletons";
import { parseSearch } from "@/features/admin/search";
import { adminUsersCopy } from "@/features/admin/users/copy";
import { UserBadges } from "@/features/admin/users/user-badges";
import { Ago } from "@/format/time";
import { classNames } from "@/ui/class-names";
import { Empty } from "@/ui/empty";
import { usePageTitle } from "@/ui/page-title";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Picture } from "@/ui/picture";
import { Select } from "@/ui/select";

type Search = { q?: string; banned?: boolean };

export const Route = createFileRoute("/_session/admin/users/")({
  validateSearch: (search): Search => ({ ...parseSearch(search), ...(typeof search.banned === "boolean" ? { banned: search.banned } : {}) }),
  component: UsersPage,
});

const copy = adminUsersCopy.list;

const filters = [
  { value: "all", label: copy.statuses.all },
  { value: "banned", label: copy.statuses.banned },
  { value: "allowed", label: copy.statuses.allowed },
] as const;

function UsersPage() {
  usePageTitle(copy.title, adminCopy.area);
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const pages = api.useInfiniteQuery("get", "/api/admin/users", { params: { query: { limit: 50, ...search } } }, { ...paged, placeholderData: keepPreviousData });
  const { q = "", banned } = search;
  return (
    <ListPage
      title={copy.title}
      search={copy.search}
      q={q}
      onSearch={(text) => void navigate({ search: { ...(text ? { q: text } : {}), ...(banned === undefined ? {} : { banned }) }, replace: true })}
      filters={
        <Select
          aria-label={copy.status}
          className="w-36"
          value={banned === undefined ? "all" : banned ? "banned" : "allowed"}
          options={filters}
          onChange={(chosen) => void navigate({ search: { ...(q ? { q } : {}), ...(chosen === "all" ? {} : { banned: chosen === "banned" }) }, replace: true })}
        />
      }
    >
      <Panel className={classNames(pages.isPlaceholderData && "opacity-70")}>
        <PagedList pages={pages} label={copy.title} skeleton={<RowSkeletons />} empty={<Empty icon={Users} title={copy.noMatch} />}>
          {(user) => <UserRow key={user.id} user={user} />}
        </PagedList>
      </Panel>
    </ListPage>
  );
}

function UserRow({ user }: { user: AdminUser }) {
  return (
    <li data-user={user.id} className={rowClass}>
      <Picture name={user.name} image={user.image} />
      <div className="grid min-w-0 flex-1 basis-48 leading-snug">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <Link to="/admin/users/$userId" params={{ userId: user.id }} className="min-w-0 font-medium break-words underline-offset-4 hover:underline">
            {user.name}
          </Link>
          <UserBadges user={user} />
        </p>
        <span className="text-xs break-all text-quiet">{user.email}</span>
      </div>
      <span className="text-xs text-quiet sm:w-28">{copy.organizations(user.organizationCount)}</span>
      <span className="text-xs text-quiet sm:w-32">
        {user.lastSeenAt ? (
          <>
            {copy.lastSeen} <Ago at={user.lastSeenAt} />
          </>
        ) : (
          copy.neverSeen
        )}
      </span>
    </li>
  );
}

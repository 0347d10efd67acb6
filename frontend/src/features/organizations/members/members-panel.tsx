import { keepPreviousData } from "@tanstack/react-query";
import { Users } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { MyOrganization, Role } from "@/api/types";
import { classNames } from "@/ui/class-names";
import { Empty } from "@/ui/empty";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { membersCopy } from "./copy";
import { MemberRow, MemberSkeletons } from "./member-row";
import { membersPath } from "./paths";

type MembersPanelProps = {
  kind: "internal" | "external";
  organization: MyOrganization;
  q: string | undefined;
  role: Role | undefined;
};

/** The internal or the external members of an organization. */
export function MembersPanel({ kind, organization, q, role }: MembersPanelProps) {
  const query = { limit: 50, kind, ...(q ? { q } : {}), ...(role ? { role } : {}) };
  const pages = api.useInfiniteQuery(
    "get",
    membersPath,
    { params: { path: { organizationId: organization.id }, query } },
    { ...paged, placeholderData: keepPreviousData },
  );
  const { title, empty } = membersCopy[kind];
  return (
    <Panel title={title} className={classNames("self-start", pages.isPlaceholderData && "opacity-70")}>
      <PagedList
        pages={pages}
        label={title}
        skeleton={<MemberSkeletons />}
        empty={<Empty icon={Users} title={q || role ? membersCopy.noMatch : empty} />}
      >
        {(member) => <MemberRow key={member.userId} member={member} organization={organization} />}
      </PagedList>
    </Panel>
  );
}

import { useQueryClient } from "@tanstack/react-query";
import { UserRoundPlus } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { JoinRequest, MyOrganization, Role } from "@/api/types";
import { membersPath } from "@/features/organizations/members/paths";
import { grantableRoles, roleLabels } from "@/features/organizations/members/roles";
import { Ago } from "@/format/time";
import { Button } from "@/ui/button";
import { Confirmation } from "@/ui/confirmation";
import { Empty } from "@/ui/empty";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Select } from "@/ui/select";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { joinRequestsCopy as copy } from "./copy";
import { JoinLinkSettings } from "./join-link-settings";
import { joinRequestsPath } from "./paths";

type PanelProps = { organization: MyOrganization };

/** The pending requests to join an organization, and the link by which people ask. */
export function JoinRequestsPanel({ organization }: PanelProps) {
  const pages = api.useInfiniteQuery("get", joinRequestsPath, { params: { path: { organizationId: organization.id }, query: { limit: 50 } } }, paged);
  return (
    <Panel title={copy.title}>
      <PagedList pages={pages} label={copy.title} skeleton={<Skeleton className="m-4 h-9" />} empty={<Empty icon={UserRoundPlus} title={copy.empty} />}>
        {(request) => <Row key={request.id} request={request} organization={organization} />}
      </PagedList>
      <div className="border-t border-line p-4">
        <JoinLinkSettings organization={organization} />
      </div>
    </Panel>
  );
}

function Row({ request, organization }: PanelProps & { request: JoinRequest }) {
  const { id, name, email, createdAt } = request;
  const [role, setRole] = useState<Role>("viewer");
  const queryClient = useQueryClient();
  const params = { path: { organizationId: organization.id, joinRequestId: id } };
  const refresh = async () => {
    await Promise.all([joinRequestsPath, membersPath].map((path) => queryClient.invalidateQueries({ queryKey: ["get", path] })));
  };
  const accept = api.useMutation("post", `${joinRequestsPath}/{joinRequestId}/accept`, {
    onSettled: refresh,
    onSuccess: () => void toast.success(copy.accepted(name, roleLabels[role].withArticle)),
  });
  const decline = api.useMutation("post", `${joinRequestsPath}/{joinRequestId}/decline`, {
    onSettled: refresh,
    onSuccess: () => void toast.success(copy.declined),
  });
  // A guest's estates are chosen on the page of members.
  const roles = grantableRoles(organization).filter((value) => value !== "guest");
  return (
    <li data-request={id} className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2">
      <div className="grid min-w-0 flex-1 basis-40 leading-snug">
        <span className="font-medium break-words">{name}</span>
        <span className="text-xs break-all text-quiet">{email}</span>
        <span className="text-xs text-quiet">
          {copy.asked} <Ago at={createdAt} />
        </span>
      </div>
      <div className="flex flex-wrap gap-1">
        <Select
          aria-label={copy.acceptAs(name)}
          className="h-8! w-28"
          value={role}
          options={roles.map((value) => ({ value, label: roleLabels[value].label }))}
          onChange={setRole}
        />
        <Button size="small" pending={accept.isPending} onClick={() => accept.mutate({ params, body: { role } })}>
          {copy.accept}
          <span className="sr-only"> {name}</span>
        </Button>
        <Confirmation
          trigger={
            <Button size="small" variant="ghost">
              {copy.decline}
              <span className="sr-only"> {name}</span>
            </Button>
          }
          title={copy.declineTitle(name)}
          description={copy.declineText(email)}
          confirm={copy.declineConfirm}
          danger
          onConfirm={() => decline.mutateAsync({ params })}
        />
      </div>
    </li>
  );
}

import { useQueryClient } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { Bot, UserMinus, Users } from "lucide-react";
import { toast } from "sonner";
import { api } from "@/api/client";
import { explain } from "@/api/problem";
import type { Member, MyOrganization } from "@/api/types";
import { Button } from "@/components/ui/button";
import { Confirmation } from "@/components/ui/confirmation";
import { Empty } from "@/components/ui/empty";
import { LoadMore } from "@/components/ui/load-more";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { Ago } from "@/format/time";
import { useMe } from "@/session/me";
import { useOrganization } from "@/session/organization";
import { may, mayRemove } from "@/session/permission";
import { PageHeader } from "@/shell/page-header";
import { usePageTitle } from "@/shell/page-title";
import { Picture } from "@/components/ui/picture";

export const Route = createFileRoute("/_session/$organization/members")({ component: MembersPage });

const membersPath = "/api/organizations/{organizationId}/members";

function MembersPage() {
  const organization = useOrganization();
  const organizationId = organization.id;
  usePageTitle("Members", organization.name);
  const pages = api.useInfiniteQuery(
    "get",
    membersPath,
    { params: { path: { organizationId }, query: { limit: 50 } } },
    { initialPageParam: null as string | null, getNextPageParam: (page) => page.nextCursor ?? null },
  );
  const members = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title="Members" above={organization.name} />
      <Panel>
        {pages.isPending ? (
          <Skeletons />
        ) : pages.isError && members.length === 0 ? (
          <Notice tone="danger" className="m-4" title={explain(pages.error).title}>{explain(pages.error).detail}</Notice>
        ) : members.length === 0 ? (
          <Empty icon={Users} title="Nobody is here" />
        ) : (
          <ul aria-label="Members" className="divide-y divide-line">
            {members.map((member) => (
              <MemberRow key={member.userId} member={member} organization={organization} />
            ))}
          </ul>
        )}
        <LoadMore pages={pages} />
      </Panel>
    </div>
  );
}

function MemberRow({ member, organization }: { member: Member; organization: MyOrganization }) {
  const { user } = useMe();
  const isSelf = user.id === member.userId;
  return (
    <li className="flex items-center gap-x-3 px-4 py-2.5 sm:gap-x-4">
      {member.isBot ? (
        <span aria-hidden className="grid size-8 shrink-0 place-items-center rounded-full bg-hover text-quiet">
          <Bot className="size-4" />
        </span>
      ) : (
        <Picture name={member.name} image={member.image} />
      )}
      <div className="grid min-w-0 flex-1 leading-snug">
        <span className="truncate font-medium">
          {member.name}
          {isSelf && <span className="font-normal text-quiet"> (you)</span>}
        </span>
        <span className="truncate text-xs text-quiet">{member.email}</span>
      </div>
      <span className="block shrink-0 text-quiet first-letter:uppercase sm:w-16">{member.role}</span>
      <span className="hidden w-32 text-xs text-quiet sm:block">
        joined <Ago at={member.createdAt} />
      </span>
      <span className="flex justify-end sm:min-w-9">
        {may(organization.role, "member.remove") && mayRemove(organization.role, member.role) && !isSelf && (
          <RemoveButton member={member} organization={organization} />
        )}
      </span>
    </li>
  );
}

function RemoveButton({ member, organization }: { member: Member; organization: MyOrganization }) {
  const queryClient = useQueryClient();
  const remove = api.useMutation("delete", `${membersPath}/{userId}`, {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["get", membersPath] });
      toast.success(`${member.name} is no longer a member`);
    },
  });
  return (
    <Confirmation
      trigger={
        <Button look="ghost" size="smallIcon" aria-label={`Remove ${member.name}`} title={`Remove ${member.name}`}>
          <UserMinus aria-hidden />
        </Button>
      }
      title={`Remove ${member.name}?`}
      description={`${member.email} loses access to ${organization.name} and all of its estates at once.`}
      confirm="Remove the member"
      danger
      onConfirm={() => remove.mutateAsync({ params: { path: { organizationId: organization.id, userId: member.userId } } })}
    />
  );
}

function Skeletons() {
  return (
    <ul aria-hidden className="divide-y divide-line">
      {Array.from({ length: 4 }, (_, index) => (
        <li key={index} className="flex items-center gap-4 px-4 py-2.5">
          <Skeleton className="size-8 rounded-full" />
          <div className="grid flex-1 gap-1.5">
            <Skeleton className="h-4 w-36" />
            <Skeleton className="h-3 w-48" />
          </div>
        </li>
      ))}
    </ul>
  );
}

import { Bot } from "lucide-react";
import type { Member, MyOrganization } from "@/api/types";
import { DebugId } from "@/app/session/debug-id";
import { useSession } from "@/app/session/session";
import { Ago } from "@/format/time";
import { Picture } from "@/ui/picture";
import { Skeleton } from "@/ui/skeleton";
import { membersCopy } from "./copy";
import { MemberActions } from "./member-actions";

const rowClass = "flex min-h-15 items-center gap-x-3 py-2 pr-2 pl-4";

export function MemberRow({ member, organization }: { member: Member; organization: MyOrganization }) {
  const { user } = useSession();
  const { slack, estateIds } = member;
  return (
    <li data-member={member.userId} className={rowClass}>
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
          {user.id === member.userId && <span className="font-normal text-quiet"> {membersCopy.row.you}</span>}
          {member.isBot && <span className="font-normal text-quiet"> {membersCopy.row.bot}</span>}
        </span>
        <span className="truncate text-xs text-quiet" title={member.email}>
          {member.email}
        </span>
        <DebugId id={member.userId} />
        {slack && (
          <span className="truncate text-xs text-quiet" title={slack.channels.map((channel) => `#${channel}`).join(", ")}>
            {membersCopy.row.slack} {[slack.realName, slack.username && `@${slack.username}`].filter(Boolean).join(" ")}
          </span>
        )}
        <span className="truncate text-xs text-quiet">
          {member.role === "guest" && `${membersCopy.row.estates(estateIds?.length ?? 0)}, `}
          {member.role !== "guest" && member.estateRoles.length > 0 && `${membersCopy.estateRoles.count(member.estateRoles.length)}, `}
          {member.lastSeenAt ? (
            <>
              {membersCopy.row.lastSeen} <Ago at={member.lastSeenAt} />
            </>
          ) : (
            <>
              {membersCopy.row.joined} <Ago at={member.createdAt} />
            </>
          )}
        </span>
      </div>
      <MemberActions member={member} organization={organization} />
    </li>
  );
}

export function MemberSkeletons() {
  return (
    <ul aria-hidden className="divide-y divide-line">
      {Array.from({ length: 4 }, (_, index) => (
        <li key={index} className={rowClass}>
          <Skeleton className="size-8 rounded-full" />
          <div className="grid flex-1 gap-1.5">
            <Skeleton className="h-4 w-36 max-w-full" />
            <Skeleton className="h-3 w-48 max-w-full" />
          </div>
        </li>
      ))}
    </ul>
  );
}

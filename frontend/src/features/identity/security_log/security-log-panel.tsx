import { ShieldCheck } from "lucide-react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import { useSession } from "@/app/session/session";
import { Empty } from "@/ui/empty";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { securityLogCopy } from "./copy";
import { SecurityEventRow, type SecurityEventRowProps, SecurityEventSkeletons } from "./security-event-row";

/** What concerns the user's account: sign-ins, changes of credentials, and what administrators did with it. */
export function SecurityLogPanel({ describe }: Pick<SecurityEventRowProps, "describe">) {
  const pages = api.useInfiniteQuery("get", "/api/user/security-events", { params: { query: { limit: 20 } } }, paged);
  const { user } = useSession();
  return (
    <Panel title={securityLogCopy.title}>
      <PagedList pages={pages} label={securityLogCopy.title} skeleton={<SecurityEventSkeletons />} empty={<Empty icon={ShieldCheck} title={securityLogCopy.empty} />}>
        {(event) => <SecurityEventRow key={event.id} event={event} user={user} describe={describe} />}
      </PagedList>
    </Panel>
  );
}

import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import type { Me } from "@/api/types";
import { findOrganization, meQuery } from "@/app/session/session";
import { leaveSession } from "@/app/session/sign-out";
import { belongsTo, isConcerned } from "./invalidation";
import { type Connection, OrganizationSocket } from "./organization-socket";
import type { Effect } from "./sequence";

/** Messages that come within this many milliseconds lead to one round of requests. */
const gathering = 60;

/** Keeps one socket to the organization and renews what its messages concern. */
export function useOrganizationSocket(organizationId: string | null): Connection {
  const [connection, setConnection] = useState<Connection>("connecting");
  const queryClient = useQueryClient();

  useEffect(() => {
    if (organizationId === null) return;
    let waiting: ((queryKey: QueryKey) => boolean)[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const renew = (concerned: (queryKey: QueryKey) => boolean) => {
      waiting.push(concerned);
      timer ??= setTimeout(() => {
        const gathered = waiting;
        waiting = [];
        timer = undefined;
        void queryClient.invalidateQueries({ predicate: ({ queryKey }) => gathered.some((test) => test(queryKey)) });
      }, gathering);
    };
    const apply = (effect: Effect) => {
      switch (effect.kind) {
        case "invalidate":
          return renew((queryKey) => isConcerned(queryKey, effect.invalidation));
        case "refetch": {
          const me = queryClient.getQueryData<Me>(meQuery.queryKey);
          const estates = (me && findOrganization(me, organizationId)?.estates) ?? [];
          const estateIds = new Set(estates.map((estate) => estate.id));
          return renew((queryKey) => belongsTo(queryKey, organizationId, estateIds));
        }
        case "notify":
          toast[effect.level](effect.message);
      }
    };
    const socket = new OrganizationSocket(organizationId, {
      onConnection: setConnection,
      onEffect: apply,
      onFailedAttempt: () => void queryClient.invalidateQueries({ queryKey: meQuery.queryKey }),
      onRefused: (code) => {
        if (code === 4401) return leaveSession();
        // The organization's pages close by themselves once it is no longer among the user's.
        void queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
      },
    });
    socket.start();
    return () => {
      clearTimeout(timer);
      socket.stop();
    };
  }, [organizationId, queryClient]);

  return connection;
}

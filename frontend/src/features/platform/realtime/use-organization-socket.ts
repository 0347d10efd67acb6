import { type Query, type QueryFilters, type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Me } from "@/api/types";
import { findOrganization, sessionQuery } from "@/app/session/session";
import { redirectToSignIn } from "@/app/session/sign-out";
import { toast } from "@/ui/toast";
import { createBatch } from "./batch";
import { belongsToOrganization, isAffected, isOverview } from "./invalidation";
import { type Connection, OrganizationSocket } from "./organization-socket";
import type { Effect } from "./sequence";

/** Milliseconds for which messages are collected after one, before their queries are invalidated together. */
const batchDelay = 60;
/** The same for overviews, for each of their loaded pages, as each is a request. */
const overviewDelay = 1000;

/** The loaded pages of an infinite query. */
function pageCount({ state }: Query): number {
  return (state.data as { pages?: unknown[] } | undefined)?.pages?.length ?? 1;
}

type QueryTest = (query: Query) => boolean;

/** Keeps a socket to the organization open and invalidates the queries that its messages affect. */
export function useOrganizationSocket(organizationId: string | null): Connection {
  const [connection, setConnection] = useState<Connection>("connecting");
  const queryClient = useQueryClient();

  useEffect(() => {
    if (organizationId === null) return;
    const among = (tests: QueryTest[]) => (query: Query) => tests.some((test) => test(query));
    const batch = createBatch((tests: QueryTest[]) => {
      const isStale = among(tests);
      void queryClient.invalidateQueries({ predicate: (query) => !isOverview(query.queryKey) && isStale(query) });
      return batchDelay;
    });
    const overviewBatch = createBatch(async (tests: QueryTest[]) => {
      const isStale = among(tests);
      const filters: QueryFilters = { predicate: (query) => isOverview(query.queryKey) && isStale(query) };
      const stale = queryClient.getQueryCache().findAll(filters);
      // A further page that is being loaded is not cancelled.
      await Promise.allSettled(stale.map(({ promise }) => promise));
      await queryClient.invalidateQueries(filters);
      return overviewDelay * Math.max(1, ...stale.filter((query) => query.isActive()).map(pageCount));
    });
    const invalidateSoon = (test: QueryTest) => {
      batch.add(test);
      overviewBatch.add(test);
    };
    const startedAt = Date.now();
    const showsOrganization = () => {
      const me = queryClient.getQueryData<Me>(sessionQuery.queryKey);
      const estates = (me && findOrganization(me, organizationId)?.estates) ?? [];
      const estateIds = new Set(estates.map((estate) => estate.id));
      return (queryKey: QueryKey) => belongsToOrganization(queryKey, organizationId, estateIds);
    };
    const applyEffect = (effect: Effect) => {
      switch (effect.kind) {
        case "invalidate":
          return invalidateSoon(({ queryKey, state }) => isAffected(queryKey, effect.invalidation, state.data));
        case "refetch": {
          const shows = showsOrganization();
          return invalidateSoon(({ queryKey }) => shows(queryKey));
        }
        case "notify":
          toast[effect.level](effect.message);
      }
    };
    const invalidateRights = () => {
      const message = { type: "invalidate", seq: 0, resource: "member", organizationId, estateId: null, id: null } as const;
      invalidateSoon(({ queryKey }) => isAffected(queryKey, message));
    };
    const socket = new OrganizationSocket(organizationId, {
      dataAge: (isFirst) => {
        const shows = showsOrganization();
        const queries = queryClient.getQueryCache().findAll({ predicate: ({ queryKey }) => shows(queryKey) });
        const fetchedAt = queries.map(({ state }) => state.dataUpdatedAt).filter((time) => time > 0);
        // requests that are under way began after the page, or after this organization was opened
        const age = Date.now() - Math.min(startedAt, ...fetchedAt);
        return isFirst ? Math.max(age, performance.now()) : age;
      },
      onConnection: setConnection,
      onEffect: applyEffect,
      onFailedAttempt: () => void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey }),
      onAccessChanged: invalidateRights,
      onAccessLost: (code) => {
        if (code === 4401) return redirectToSignIn();
        // The `$organization` route leaves its pages once the organization is no longer in the session.
        void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
      },
    });
    socket.start();
    return () => {
      batch.stop();
      overviewBatch.stop();
      socket.stop();
    };
  }, [organizationId, queryClient]);

  return connection;
}

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { Build, BuildStatus } from "@/api/types";
import { useSession } from "@/app/session/session";
import { setTitleMark } from "@/ui/page-title";
import { toast } from "@/ui/toast";
import { buildQuery, commitSubject, isFinal } from "../queries";
import { notificationsCopy } from "./copy";
import { outcome, ownRunningBuilds, tabState } from "./outcome";

const DURATION_MS = 10_000;

type BuildReference = Pick<Build, "id" | "estateId">;

/**
 * Follows the builds that the user triggered, once any query has shown them unfinished, and tells how they end: with a toast
 * unless the user is looking at the build, and with the tab's title and icon.
 */
export default function BuildNotifications() {
  const me = useSession();
  const { buildId: openBuild } = useParams({ strict: false });
  const navigate = useNavigate();
  const { followed, stop } = useFollowedBuilds(me.user.id);
  const [unseen, setUnseen] = useState<BuildStatus[]>([]);
  const organizationOf = (estateId: string) => me.organizations.find(({ estates }) => estates.some(({ id }) => id === estateId))?.slug;
  const visible = followed.filter(({ estateId }) => organizationOf(estateId) !== undefined);

  useEffect(() => {
    const see = () => {
      if (document.visibilityState === "visible") setUnseen([]);
    };
    document.addEventListener("visibilitychange", see);
    return () => document.removeEventListener("visibilitychange", see);
  }, []);
  useTabState(tabState(unseen, visible.length));

  const end = (build: Build) => {
    stop(build.id);
    const isHidden = document.visibilityState === "hidden";
    if (isHidden) setUnseen((before) => [...before, build.status]);
    else if (openBuild === build.id) return;
    const organization = organizationOf(build.estateId);
    if (organization === undefined) return;
    const { level, message } = outcome(build);
    toast[level](message, {
      id: build.id,
      description: commitSubject(build),
      duration: DURATION_MS,
      action: {
        label: notificationsCopy.view,
        onClick: () => void navigate({ to: "/$organization/$estateId/builds/$buildId", params: { organization, estateId: build.estateId, buildId: build.id } }),
      },
    });
  };
  return visible.map(({ id, estateId }) => <FollowedBuild key={id} id={id} estateId={estateId} onEnd={end} />);
}

/** The socket's messages refetch the query while this is mounted. */
function FollowedBuild({ id, estateId, onEnd }: BuildReference & { onEnd: (build: Build) => void }) {
  const build = useQuery(buildQuery(estateId, id)).data;
  const end = useEffectEvent(onEnd);
  useEffect(() => {
    if (build && isFinal(build.status)) end(build);
  }, [build]);
  return null;
}

/** The user's builds that any query has shown unfinished, each until `stop`. */
function useFollowedBuilds(userId: string) {
  const queryClient = useQueryClient();
  const [followed, setFollowed] = useState<BuildReference[]>([]);
  // A list that is fetched late may still show a build as running.
  const known = useRef(new Set<string>());
  useEffect(() => {
    const follow = (builds: Build[]) => {
      const added = builds.filter(({ id }) => !known.current.has(id));
      if (added.length === 0) return;
      for (const { id } of added) known.current.add(id);
      setFollowed((before) => [...before, ...added]);
    };
    const cache = queryClient.getQueryCache();
    for (const { queryKey, state } of cache.getAll()) follow(ownRunningBuilds(queryKey, state.data, userId));
    return cache.subscribe((event) => {
      if (event.type === "updated" && event.action.type === "success") follow(ownRunningBuilds(event.query.queryKey, event.query.state.data, userId));
    });
  }, [queryClient, userId]);
  return { followed, stop: (id: string) => setFollowed((before) => before.filter((build) => build.id !== id)) };
}

function useTabState(state: ReturnType<typeof tabState>): void {
  useEffect(() => {
    if (state === null) return;
    const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
    const usual = icon?.href;
    setTitleMark(notificationsCopy.titleMarks[state]);
    if (icon) icon.href = `/favicon-${state}.svg`;
    return () => {
      setTitleMark("");
      if (icon && usual !== undefined) icon.href = usual;
    };
  }, [state]);
}

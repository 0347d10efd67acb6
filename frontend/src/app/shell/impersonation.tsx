import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "@/app/session/session";
import { OnDemand } from "@/ui/on-demand";

const load = () => import("./impersonation-banner");

/** The banner of an impersonated session. */
export function Impersonation() {
  // Reads the cache only: the pages load the session.
  const { data: me } = useQuery({ ...sessionQuery, enabled: false });
  return (
    <OnDemand load={load} when={me?.session.impersonatedBy != null}>
      {(module) => me && <module.ImpersonationBanner me={me} />}
    </OnDemand>
  );
}

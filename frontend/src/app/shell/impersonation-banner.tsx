import { VenetianMask } from "lucide-react";
import { api } from "@/api/client";
import type { Me } from "@/api/types";
import { leaveSession } from "@/app/session/sign-out";
import { formatClock } from "@/format/clock";
import { shellCopy } from "./copy";

const copy = shellCopy.impersonation;

/**
 * Shown above every page while an administrator impersonates a user. Its height is `--banner` (index.css), and sticky
 * elements stay below it.
 */
export function ImpersonationBanner({ me }: { me: Me }) {
  const stop = api.useMutation("post", "/api/auth/impersonation/stop", leaveSession("/admin/users", "/login"));
  return (
    <>
      <aside aria-label={copy.label} data-impersonation className="sticky top-0 z-40 flex h-10 items-center gap-2.5 bg-warning px-3 text-background">
        <VenetianMask aria-hidden className="size-4 shrink-0" />
        <p className="min-w-0 flex-1 truncate">
          {copy.user} <strong className="font-semibold">{me.user.name}</strong>
          <span className="hidden sm:inline">
            {" "}
            {copy.until(me.user.email, formatClock(me.session.expiresAt))}
          </span>
        </p>
        <button
          type="button"
          className="h-7 shrink-0 rounded-md border border-background/60 px-2.5 font-medium outline-background hover:bg-background/15 disabled:opacity-55"
          disabled={stop.isPending || stop.isSuccess}
          onClick={() => stop.mutate({})}
        >
          {copy.stop}
        </button>
      </aside>
      <div aria-hidden className="pointer-events-none fixed inset-0 z-60 border-2 border-warning" />
    </>
  );
}

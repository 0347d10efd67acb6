import { createFileRoute, Outlet } from "@tanstack/react-router";
import { requireSession } from "@/app/session/require-session";
import { StandaloneErrorPage } from "@/app/shell/error-pages";
import { ShellPending } from "@/app/shell/pending";
import { Shell } from "@/app/shell/shell";

/** Requires a session for every route below. */
export const Route = createFileRoute("/_session")({
  codeSplitGroupings: [],
  beforeLoad: async ({ context, location }) => ({ me: await requireSession(context.queryClient, location.href) }),
  pendingComponent: ShellPending,
  errorComponent: StandaloneErrorPage,
  component: () => (
    <Shell>
      <Outlet />
    </Shell>
  ),
});

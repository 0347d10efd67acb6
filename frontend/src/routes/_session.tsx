import { createFileRoute, Outlet } from "@tanstack/react-router";
import { requireSession } from "@/session/guard";
import { ShellPending } from "@/shell/pending";
import { BareErrorPage } from "@/shell/problem-pages";
import { Shell } from "@/shell/shell";

/** The guard: everything below needs somebody who is signed in. */
export const Route = createFileRoute("/_session")({
  beforeLoad: async ({ context, location }) => ({ me: await requireSession(context.queryClient, location.href) }),
  pendingComponent: ShellPending,
  errorComponent: BareErrorPage,
  component: () => (
    <Shell>
      <Outlet />
    </Shell>
  ),
});

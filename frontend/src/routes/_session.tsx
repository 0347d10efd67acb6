import { createFileRoute, Outlet, redirect } from "@tanstack/react-router";
import { asApiError } from "@/api/problem";
import { meQuery } from "@/session/me";
import { ShellPending } from "@/shell/pending";
import { Shell } from "@/shell/shell";

/** The guard: everything below needs somebody who is signed in. */
export const Route = createFileRoute("/_session")({
  beforeLoad: async ({ context, location }) => {
    try {
      return { me: await context.queryClient.ensureQueryData(meQuery) };
    } catch (error) {
      if (asApiError(error)?.status !== 401) throw error;
      throw redirect({ to: "/login", search: location.href === "/" ? {} : { returnUrl: location.href } });
    }
  },
  pendingComponent: ShellPending,
  component: () => (
    <Shell>
      <Outlet />
    </Shell>
  ),
});

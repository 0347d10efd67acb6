import { createFileRoute, notFound, Outlet } from "@tanstack/react-router";

/** Not found for everyone but platform administrators. */
export const Route = createFileRoute("/_session/admin")({
  beforeLoad: ({ context }) => {
    if (context.me.user.role !== "admin") throw notFound();
  },
  component: Outlet,
});

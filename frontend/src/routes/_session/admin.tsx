import { createFileRoute, notFound, Outlet } from "@tanstack/react-router";

/** The pages of the platform's administrators: for everybody else they are not there. */
export const Route = createFileRoute("/_session/admin")({
  beforeLoad: ({ context }) => {
    if (context.me.user.role !== "admin") throw notFound();
  },
  component: Outlet,
});

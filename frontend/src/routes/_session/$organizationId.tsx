import { createFileRoute, notFound, Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { toast } from "sonner";
import { findOrganization, meQuery, useMe } from "@/session/me";

/** Only organizations that the user belongs to are there. */
export const Route = createFileRoute("/_session/$organizationId")({
  beforeLoad: async ({ context, params }) => {
    const known = findOrganization(context.me, params.organizationId);
    if (known) return { organization: known };
    // It may have been joined since; only the server knows.
    const me = await context.queryClient.fetchQuery({ ...meQuery, staleTime: 10_000 });
    const joined = findOrganization(me, params.organizationId);
    if (!joined) throw notFound();
    return { organization: joined };
  },
  component: OrganizationPages,
});

/** The organization's pages, for as long as the user belongs to it. */
function OrganizationPages() {
  const { organizationId } = Route.useParams();
  const { organization } = Route.useRouteContext();
  const navigate = Route.useNavigate();
  const isMember = findOrganization(useMe(), organizationId) !== undefined;
  useEffect(() => {
    if (isMember) return;
    toast.info(`You no longer belong to ${organization.name}.`, { id: organizationId });
    void navigate({ to: "/", replace: true });
  }, [isMember, organizationId, organization.name, navigate]);
  return isMember ? <Outlet /> : null;
}

import { createFileRoute, notFound, Outlet, redirect, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { findOrganization, useSession } from "@/app/session/session";
import { organizationsCopy } from "@/features/organizations/organizations/copy";
import { resolveOrganization, replaceOrganizationSlug } from "@/features/organizations/organizations/current-organization";
import { toast } from "@/ui/toast";

/** Not found unless the user is a member. An id or a former slug redirects to the current slug. */
export const Route = createFileRoute("/_session/$organization")({
  codeSplitGroupings: [],
  beforeLoad: async ({ context, params, location }) => {
    const organization = await resolveOrganization(context.queryClient, context.me, params.organization);
    if (!organization) throw notFound();
    if (organization.slug !== params.organization) throw redirect({ href: replaceOrganizationSlug(location, organization.slug), replace: true });
    return { organization };
  },
  component: OrganizationPages,
});

/** Leaves the organization's pages when the membership ends, and follows a changed slug. */
function OrganizationPages() {
  const { organization } = Route.useRouteContext();
  const router = useRouter();
  const current = findOrganization(useSession(), organization.id);
  const slug = current?.slug;
  useEffect(() => {
    if (slug === organization.slug) return;
    if (slug !== undefined) return router.history.replace(replaceOrganizationSlug(router.state.location, slug));
    toast.info(organizationsCopy.membershipEnded(organization.name), { id: organization.id });
    void router.navigate({ to: "/", replace: true });
  }, [slug, organization, router]);
  return current ? <Outlet /> : null;
}

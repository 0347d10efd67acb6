import { createFileRoute, redirect } from "@tanstack/react-router";
import { defaultEstate } from "@/features/organizations/estates/last-estate";
import { NoEstates } from "@/features/organizations/estates/no-estates";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { Panel } from "@/ui/panel";

/** Redirects to the organization's default estate, or explains that there is none. */
export const Route = createFileRoute("/_session/$organization/")({
  beforeLoad: ({ context }) => {
    const { organization } = context;
    const estateId = defaultEstate(organization);
    if (estateId) throw redirect({ to: "/$organization/$estateId", params: { organization: organization.slug, estateId }, replace: true });
  },
  component: NoEstatePage,
});

function NoEstatePage() {
  const organization = useOrganization();
  usePageTitle(organization.name);
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title={organization.name} />
      <Panel>
        <NoEstates organization={organization} />
      </Panel>
    </div>
  );
}

import { createFileRoute, redirect } from "@tanstack/react-router";
import { Boxes } from "lucide-react";
import { useState } from "react";
import { hasPermission } from "@/app/session/permissions";
import { estatesCopy } from "@/features/organizations/estates/copy";
import { CreateEstateForm } from "@/features/organizations/estates/create-estate-form";
import { defaultEstate } from "@/features/organizations/estates/last-estate";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { Button } from "@/ui/button";
import { Dialog, DialogTrigger } from "@/ui/dialog";
import { Empty } from "@/ui/empty";
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
  const [open, setOpen] = useState(false);
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title={organization.name} />
      <Panel>
        <Empty icon={Boxes} title={estatesCopy.noAccess.title}>
          {hasPermission(organization.role, "estate.create") ? (
            <>
              <p>{estatesCopy.noAccess.canCreate}</p>
              <Dialog open={open} onOpenChange={setOpen}>
                <DialogTrigger asChild>
                  <Button variant="primary">{estatesCopy.create.open}</Button>
                </DialogTrigger>
                <CreateEstateForm organization={organization} onDone={() => setOpen(false)} />
              </Dialog>
            </>
          ) : (
            <p>{estatesCopy.noAccess.cannotCreate}</p>
          )}
        </Empty>
      </Panel>
    </div>
  );
}

import { Boxes } from "lucide-react";
import type { MyOrganization } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { Empty } from "@/ui/empty";
import { estatesCopy } from "./copy";
import { CreateEstateButton } from "./create-estate-button";

/** Explains that the user sees no estate of the organization, and how to get one. */
export function NoEstates({ organization }: { organization: MyOrganization }) {
  return (
    <Empty icon={Boxes} title={estatesCopy.noAccess.title}>
      {hasPermission(organization, "estate.create") ? (
        <>
          <p>{estatesCopy.noAccess.canCreate}</p>
          <CreateEstateButton variant="primary" organization={organization} />
        </>
      ) : (
        <p>{estatesCopy.noAccess.cannotCreate}</p>
      )}
    </Empty>
  );
}

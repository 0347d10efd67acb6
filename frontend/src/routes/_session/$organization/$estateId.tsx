import { createFileRoute, notFound } from "@tanstack/react-router";
import { orNotFound } from "@/api/or-not-found";
import { estateQuery } from "@/features/organizations/estates/queries";

/** Only estates of this organization that the user may see are there. */
export const Route = createFileRoute("/_session/$organization/$estateId")({
  loader: async ({ context, params }) => {
    const estate = await orNotFound(context.queryClient.ensureQueryData(estateQuery(params.estateId)));
    if (estate.organization.id !== context.organization.id) throw notFound();
  },
});

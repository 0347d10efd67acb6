import { createFileRoute } from "@tanstack/react-router";
import { orNotFound } from "@/api/or-not-found";
import { estateQuery } from "@/estate/queries";

/** Only estates of this organization that the user may see are there. */
export const Route = createFileRoute("/_session/$organizationId/$estateId")({
  loader: async ({ context, params }) => {
    await orNotFound(context.queryClient.ensureQueryData(estateQuery(params.estateId)));
  },
});

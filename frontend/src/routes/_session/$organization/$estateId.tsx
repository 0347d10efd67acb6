import { createFileRoute, notFound } from "@tanstack/react-router";
import { orNotFound } from "@/api/or-not-found";
import { estateQuery } from "@/features/organizations/estates/queries";

/** Not found unless the estate belongs to the organization and the user may see it. */
export const Route = createFileRoute("/_session/$organization/$estateId")({
  codeSplitGroupings: [],
  loader: async ({ context, params }) => {
    const estate = await orNotFound(context.queryClient.ensureQueryData(estateQuery(params.estateId)));
    if (estate.organization.id !== context.organization.id) throw notFound();
  },
});

import { createFileRoute, redirect } from "@tanstack/react-router";
import { openingEstate } from "@/features/organizations/estates/queries";

/** Redirects to the last visited or default estate, or to the creation of an organization. */
export const Route = createFileRoute("/_session/")({
  codeSplitGroupings: [],
  // GitHub's callback redirects here with `error` when it cannot tell the estate.
  validateSearch: (search): { error?: string } => (typeof search.error === "string" ? { error: search.error } : {}),
  beforeLoad: async ({ context, search: { error } }) => {
    const estate = await openingEstate(context.queryClient, context.me);
    if (estate && error) throw redirect({ to: "/$organization/$estateId/repository", params: estate, search: { error }, replace: true });
    if (estate) throw redirect({ to: "/$organization/$estateId", params: estate, replace: true });
    const organization = context.me.organizations[0];
    if (organization) throw redirect({ to: "/$organization", params: { organization: organization.slug }, replace: true });
    throw redirect({ to: "/new-organization", replace: true });
  },
});

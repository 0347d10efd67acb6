import { createFileRoute, redirect } from "@tanstack/react-router";
import { preferredEstate } from "@/features/organizations/estates/last-estate";

/** No page of its own: the estate that was looked at last, the default one, or the way to get one. */
export const Route = createFileRoute("/_session/")({
  // `error` comes with the way back from GitHub when it is not known which estate it belongs to.
  validateSearch: (search): { error?: string } => (typeof search.error === "string" ? { error: search.error } : {}),
  beforeLoad: ({ context, search: { error } }) => {
    const estate = preferredEstate(context.me);
    if (estate && error) throw redirect({ to: "/$organization/$estateId/repository", params: estate, search: { error }, replace: true });
    if (estate) throw redirect({ to: "/$organization/$estateId", params: estate, replace: true });
    const organization = context.me.organizations[0];
    if (organization) throw redirect({ to: "/$organization", params: { organization: organization.slug }, replace: true });
    throw redirect({ to: "/new-organization", replace: true });
  },
});

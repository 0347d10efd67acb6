// A script in the page itself (build/start-script.ts), which runs before anything else is loaded: it sets the colour scheme,
// so that a dark page never flashes white, and asks the API for what the page will need while the app's code is on its way.
import { isWaiting, startRequest } from "@/api/started-requests";
import type { Me } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { authPaths } from "@/app/session/return-url";
import { preferredEstate } from "@/features/organizations/estates/last-estate";
import { applyTheme, storedTheme } from "@/ui/stored-theme";

const { pathname } = window.location;

async function startRequests(): Promise<void> {
  const [, organization = "", estateId = "", page] = pathname.split("/");
  const isEstate = estateId.startsWith("est_");
  // First, as others wait for its answer, and browsers send only six requests at once over HTTP/1.1.
  const session = startRequest("/api/auth/me");
  if (isEstate) startEstate(estateId, page);
  const answer = await session;
  if (!answer.ok) return;
  const me = (await answer.clone().json()) as Me;
  const estate = isEstate ? { organization, estateId } : pathname === "/" ? preferredEstate(me) : null;
  // Once the app has the user, it asks for the rest itself.
  if (!estate || !isWaiting("/api/auth/me")) return;
  if (!isEstate) startEstate(estate.estateId, undefined);
  const rights = me.organizations.find(({ slug }) => slug === estate.organization);
  if (page === undefined && rights && hasPermission(rights, "organization.update")) void startRequest(`/api/estates/${estate.estateId}/onboarding`);
}

/** What the estate's pages need, and the dashboard besides. */
function startEstate(estateId: string, page: string | undefined): void {
  const path = `/api/estates/${encodeURIComponent(estateId)}`;
  void startRequest(path);
  if (page === undefined) void startRequest(`${path}/builds?limit=6`);
}

applyTheme(storedTheme());
if (authPaths.has(pathname)) document.documentElement.dataset.start = "signed-out";
startRequests().catch(() => undefined); // the app sends again what failed, and shows the error

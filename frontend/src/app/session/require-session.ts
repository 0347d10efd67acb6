import type { QueryClient } from "@tanstack/react-query";
import { redirect } from "@tanstack/react-router";
import { asApiError } from "@/api/error";
import { setPageUser } from "@/api/page-user";
import type { Me } from "@/api/types";
import { setCredential } from "./permissions";
import { sessionQuery } from "./session";

/** The signed-in user, for route guards. Without a session, redirects to sign-in, which returns to `href`. */
export async function requireSession(queryClient: QueryClient, href: string): Promise<Me> {
  try {
    const me = await queryClient.ensureQueryData(sessionQuery);
    setPageUser(me.user.id);
    setCredential(me.session.impersonatedBy ? "impersonation" : "person");
    return me;
  } catch (error) {
    if (asApiError(error)?.status !== 401) throw error;
    throw redirect({ to: "/login", search: href === "/" ? {} : { returnUrl: href } });
  }
}

import type { QueryClient } from "@tanstack/react-query";
import { redirect } from "@tanstack/react-router";
import { asApiError } from "@/api/error";
import type { Me } from "@/api/types";
import { sessionQuery } from "./session";

/** The signed-in user, for route guards. Without a session, redirects to sign-in, which returns to `href`. */
export async function requireSession(queryClient: QueryClient, href: string): Promise<Me> {
  try {
    return await queryClient.ensureQueryData(sessionQuery);
  } catch (error) {
    if (asApiError(error)?.status !== 401) throw error;
    throw redirect({ to: "/login", search: href === "/" ? {} : { returnUrl: href } });
  }
}

import type { QueryClient } from "@tanstack/react-query";
import { redirect } from "@tanstack/react-router";
import { asApiError } from "@/api/error";
import type { Me } from "@/api/types";
import { sessionQuery } from "./session";

/** Who is signed in; somebody who is not is led to the sign-in and, after that, back to `href`. */
export async function requireSession(queryClient: QueryClient, href: string): Promise<Me> {
  try {
    return await queryClient.ensureQueryData(sessionQuery);
  } catch (error) {
    if (asApiError(error)?.status !== 401) throw error;
    throw redirect({ to: "/login", search: href === "/" ? {} : { returnUrl: href } });
  }
}

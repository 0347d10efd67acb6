import { api } from "@/api/client";

/** The configured OAuth providers. They do not change while a page is open. */
export const providersQuery = api.queryOptions("get", "/api/auth/providers", {}, { staleTime: Number.POSITIVE_INFINITY });

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";

export function adminUserQuery(userId: string) {
  return api.queryOptions("get", "/api/admin/users/{userId}", { params: { path: { userId } } });
}

/** Invalidates all admin queries of users. */
export function useInvalidateUsers(): () => Promise<unknown> {
  const queryClient = useQueryClient();
  return () => invalidateUsers(queryClient);
}

function invalidateUsers(queryClient: QueryClient): Promise<unknown> {
  const paths = ["/api/admin/users", "/api/admin/users/{userId}", "/api/admin/users/{userId}/sessions"];
  return queryClient.invalidateQueries({ predicate: ({ queryKey }) => paths.some((path) => path === queryKey[1]) });
}

import { api } from "@/api/client";

/** What an invitation says of itself to whoever has its link. */
export function invitationQuery(token: string) {
  return api.queryOptions("get", "/api/invitations/{token}", { params: { path: { token } } });
}

import { api } from "@/api/client";

/** An invitation as anyone with its link sees it. */
export function invitationQuery(token: string) {
  return api.queryOptions("get", "/api/invitations/{token}", { params: { path: { token } } });
}

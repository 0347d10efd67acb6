/** Operations that are left out, by operationId: they would end what the run lives on, or are no request and answer. */
export const EXCLUDED: Record<string, string> = {
  "auth.signOut": "ends the caller's session",
  "user.deleteAccount": "ends the caller",
  "organization.leave": "ends the caller's membership",
  "organization.delete": "ends all that the requests are about",
  "organization.socket": "answers with a WebSocket",
  "github.webhook": "is GitHub's to call: what counts is the signature over the body",
};

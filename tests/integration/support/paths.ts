import type { CallOptions } from "./client.ts";
import type { Operation } from "./description.ts";

/** Ids that have the right form and belong to nothing. */
export const NOTHING: Record<string, string> = {
  organizationId: "org_01k9zqt3m8e7tbm3hz0c3x6w5r",
  slug: "nobodys-slug",
  estateId: "est_01k9zqt3m8e7tbm3hz0c3x6w5r",
  buildId: "build_01k9zqt3m8e7tbm3hz0c3x6w5r",
  userId: "usr_01k9zqt3m8e7tbm3hz0c3x6w5r",
  sessionId: "ses_01k9zqt3m8e7tbm3hz0c3x6w5r",
  accountId: "acc_01k9zqt3m8e7tbm3hz0c3x6w5r",
  pictureId: "pic_01k9zqt3m8e7tbm3hz0c3x6w5r",
  keyId: "key_01k9zqt3m8e7tbm3hz0c3x6w5r",
  domainId: "dom_01k9zqt3m8e7tbm3hz0c3x6w5r",
  invitationId: "inv_01k9zqt3m8e7tbm3hz0c3x6w5r",
  token: "nobodysnobodysnobodysnobodysnobodysnobodys0",
  eventId: "obx_01k9zqt3m8e7tbm3hz0c3x6w5r",
  userCode: "BBBB-0000",
  repositoryId: "1",
  consumer: "broadcast",
  provider: "google",
};

const email = "nobody@steward.localhost";
const password = "a long enough password";

/** A body that each operation which takes JSON takes. */
export const BODIES: Record<string, object> = {
  "auth.signUp": { email, password, name: "Nobody" },
  "auth.verifySignUp": { email, code: "000000" },
  "auth.signIn": { email, password },
  "auth.sendLink": { email },
  "auth.verifyLink": { token: NOTHING["token"] },
  "auth.sendCode": { email },
  "auth.verifyCode": { email, code: "000000" },
  "auth.forgotPassword": { email },
  "auth.resetPassword": { token: NOTHING["token"], password },
  "auth.startOAuth": {},
  "auth.login": { email, password },
  "auth.refresh": { refreshToken: NOTHING["token"] },
  "auth.logout": { refreshToken: NOTHING["token"] },
  "user.updateProfile": { name: "Nobody" },
  "user.linkAccount": { provider: "google" },
  "user.changeEmail": { email },
  "user.verifyEmail": { code: "000000" },
  "user.changePassword": { newPassword: password },
  "user.deleteAccount": { email },
  "organization.create": { name: "Nobody's" },
  "organization.update": { name: "Nobody's" },
  "organization.updateMemberRole": { role: "viewer" },
  "organization.transfer": { userId: NOTHING["userId"] },
  "organization.delete": { confirmation: "nobodys" },
  "organization.addDomain": { domain: "nobody.example" },
  "organization.updateDomain": { autoJoin: true },
  "invitation.create": { role: "viewer" },
  "apiKey.create": { name: "Nobody's", scopes: ["organization.view"] },
  "estate.create": { name: "Nobody's" },
  "estate.update": { name: "Nobody's" },
  "estate.delete": { confirmation: "Nobody's" },
  "integrations.setGithubRepoForEstate": { repositoryId: 1 },
  "estate.completeUserOnboardingStep": { step: "confirm_name" },
  "estate.triggerRebuild": {},
  "admin.banUser": { reason: "Nobody" },
  "admin.deleteUser": { email },
  "testing.poke": { behavior: "succeeds" },
  "github.webhook": {},
};

/** What an operation's query must have. */
const QUERIES: Record<string, string> = { "audit.export": "?format=json" };

/** An operation's path with these ids. */
export function pathOf({ id: operation, path }: Operation, ids: Record<string, string>): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const id = ids[name];
    if (id === undefined) throw new Error(`${path}: no id for ${name}`);
    return id;
  });
  return filled + (QUERIES[operation] ?? "");
}

/** A request's body that an operation takes, in the form that it wants; for a picture, one that is none. */
export function bodyFor({ id, media }: Operation): CallOptions {
  if (media.length === 0) return {};
  if (media.includes("application/json")) return { body: BODIES[id] };
  return media.includes("image/png") ? { raw: "no picture", headers: { "content-type": "image/png" } } : wrongBodyFor({ media });
}

/** A body that every operation refuses once it looks at it. */
export function wrongBodyFor({ media }: Pick<Operation, "media">): CallOptions {
  const [type] = media;
  if (type === undefined) return {};
  if (media.includes("application/json")) return { body: { surprise: 1 } };
  return { raw: "surprise=1", headers: { "content-type": type } };
}

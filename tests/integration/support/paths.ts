import type { Operation } from "./description.ts";

/** Operations that anybody may call. */
export const PUBLIC = ["health", "auth.signIn", "auth.signUp", "github.webhook", "github.callback"];

/** Ids that have the right form and belong to nothing. */
export const NOTHING: Record<string, string> = {
  organizationId: "org_01k9zqt3m8e7tbm3hz0c3x6w5r",
  estateId: "est_01k9zqt3m8e7tbm3hz0c3x6w5r",
  buildId: "build_01k9zqt3m8e7tbm3hz0c3x6w5r",
  userId: "usr_01k9zqt3m8e7tbm3hz0c3x6w5r",
  eventId: "obx_01k9zqt3m8e7tbm3hz0c3x6w5r",
  repositoryId: "1",
  consumer: "broadcast",
};

/** A body that each operation with one takes. */
export const BODIES: Record<string, object> = {
  "auth.signUp": { email: "nobody@steward.localhost", password: "a long enough password", name: "Nobody" },
  "auth.signIn": { email: "nobody@steward.localhost", password: "a long enough password" },
  "organization.create": { name: "Nobody's" },
  "estate.create": { name: "Nobody's" },
  "estate.connectRepository": { repositoryId: 1 },
  "build.create": {},
  "github.webhook": {},
};

/** An operation's path with these ids. */
export function pathOf({ path }: Operation, ids: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const id = ids[name];
    if (id === undefined) throw new Error(`${path}: no id for ${name}`);
    return id;
  });
}

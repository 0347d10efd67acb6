import type { AppOptions } from "./index.ts";

/** The App of the simulator's own tests. */
export const TEST_APP: Omit<AppOptions, "webhookUrl"> = {
  id: 918_273,
  slug: "steward-test",
  clientId: "Iv23liTestClientId00",
  clientSecret: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
  webhookSecret: "It's a Secret to Everybody",
  callbackUrl: "http://127.0.0.1:9/api/integrations/github/callback",
};

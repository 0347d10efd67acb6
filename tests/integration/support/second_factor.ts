import { generate } from "otplib";
import type { Stack } from "../../stack/index.ts";
import { Client, type Answer } from "./client.ts";
import { PASSWORD, fromSomewhere, type Person } from "./people.ts";

/** The code of an authenticator app, now or some steps of 30 seconds away. */
export function totpCode(secret: string, steps = 0): Promise<string> {
  return generate({ secret, epoch: Math.floor(Date.now() / 1000) + 30 * steps });
}

/** Another code than those around now. */
export async function wrongCode(secret: string): Promise<string> {
  const right = await Promise.all([-2, -1, 0, 1, 2].map((steps) => totpCode(secret, steps)));
  return ["000000", "000001", "000002", "000003", "000004", "000005"].find((code) => !right.includes(code)) ?? "";
}

/** Lets the authenticator app forget which codes were used, so that a test need not wait for the next one. */
export async function forgetUsedCodes({ db }: Stack, { userId }: Pick<Person, "userId">): Promise<void> {
  await db.prepare("UPDATE totp_factor SET last_used_step = 0 WHERE user_id = ?1").bind(userId).run();
}

/** Sets up an authenticator app by the API; its first code can be used again. */
export async function setUpTotp(stack: Stack, person: Pick<Person, "client" | "userId">): Promise<{ secret: string; uri: string; backupCodes: string[] }> {
  const { secret, uri } = await person.client.ok<{ secret: string; uri: string }>("POST", "/api/user/second-factors/totp", undefined, 201);
  const { backupCodes } = await person.client.ok<{ backupCodes: string[] }>("POST", "/api/user/second-factors/totp/confirm", { code: await totpCode(secret) }, 200);
  await forgetUsedCodes(stack, person);
  return { secret, uri, backupCodes };
}

/** Enters the password in a new browser, or in the given one. */
export async function enterPassword({ url }: Stack, { email }: Pick<Person, "email">, client = new Client(url)): Promise<{ client: Client; answer: Answer }> {
  return { client, answer: await client.call("POST", "/api/auth/signin", { body: { email, password: PASSWORD } }) };
}

/** Enters a code of the second factor. */
export function enterCode(client: Client, code: string): Promise<Answer> {
  return client.call("POST", "/api/auth/signin/second-factor", { body: { code }, headers: fromSomewhere() });
}

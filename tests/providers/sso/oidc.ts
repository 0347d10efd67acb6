import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import Provider, { type ClientMetadata } from "oidc-provider";
import { exportJWK, generateKeyPair } from "jose";
import { claimsOf, close, listen, type SsoPerson, type SsoProvider } from "./provider.ts";

const INTERACTION = "/interaction/";

/** An identity provider by `oidc-provider`, which is certified: it refuses whatever its specification refuses. */
export interface OidcProvider extends SsoProvider {
  /** Adds a person, whom a browser signs in as when the request names the address. */
  add(person: SsoPerson): void;
}

export async function startOidcProvider(): Promise<OidcProvider> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: "k1", alg: "RS256", use: "sig" };
  const people = new Map<string, SsoPerson>();
  const clients: ClientMetadata[] = [];
  const server = createServer((request, response) => void answer(request, response));
  const host = await listen(server);
  const issuer = `http://${host}`;

  const newProvider = () =>
    new Provider(issuer, {
      clients,
      jwks: { keys: [key] },
      cookies: { keys: ["a key of the tests"] },
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_context, { uid }) => `${INTERACTION}${uid}` },
      ttl: { Grant: 600, Interaction: 600, Session: 600, AccessToken: 600, IdToken: 600 },
      findAccount: (_context, id) => ({ accountId: id, claims: () => ({ ...claimsOf(people.get(id) ?? { sub: id }), sub: id }) }),
      async loadExistingGrant({ oidc }) {
        const grant = new oidc.provider.Grant({ clientId: oidc.client?.clientId ?? "", accountId: oidc.session?.accountId ?? "" });
        grant.addOIDCScope("openid email profile");
        await grant.save();
        return grant;
      },
    });
  let provider = newProvider();

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "", issuer);
    if (!url.pathname.startsWith(INTERACTION)) return provider.callback()(request, response);
    const { params } = await provider.interactionDetails(request, response);
    const named = [...people.values()].find(({ email }) => email === params["login_hint"])?.sub;
    return provider.interactionFinished(request, response, { login: { accountId: url.searchParams.get("account") ?? named ?? "" } });
  };

  return {
    issuer,
    host,
    register(redirectUri) {
      const [id, secret] = [`client-${randomUUID()}`, randomUUID()];
      clients.push({ client_id: id, client_secret: secret, redirect_uris: [redirectUri], response_types: ["code"], grant_types: ["authorization_code"] });
      provider = newProvider();
      return { id, secret };
    },
    add(person) {
      people.set(person.sub, person);
    },
    async authorize(url, person) {
      people.set(person.sub, person);
      const cookies = new Map<string, string>();
      let next = new URL(url);
      while (next.host === host) {
        if (next.pathname.startsWith(INTERACTION)) next.searchParams.set("account", person.sub);
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
        const response = await fetch(next, { redirect: "manual", headers: { cookie } });
        for (const line of response.headers.getSetCookie()) {
          const [name = "", value = ""] = line.split(";")[0]?.split(/=(.*)/s) ?? [];
          cookies.set(name, value);
        }
        const location = response.headers.get("location");
        if (location === null) throw new Error(`the identity provider answered ${response.status}: ${await response.text()}`);
        next = new URL(location, next);
      }
      return next.href;
    },
    close: () => close(server),
  };
}

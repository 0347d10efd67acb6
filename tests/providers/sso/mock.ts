import { randomUUID } from "node:crypto";
import { OAuth2Server } from "oauth2-mock-server";
import { claimsOf, type SsoClient, type SsoPerson, type SsoProvider } from "./provider.ts";

/** Changes the claims and the header of the next id_token. */
export type Tampering = (claims: Record<string, unknown>, header: Record<string, unknown>) => void;

/** An identity provider by `oauth2-mock-server`, which a test can make answer wrongly. */
export interface MockSsoProvider extends SsoProvider {
  /** Signs from now on with a new key; the former ones are no longer published. */
  rotateKeys(): Promise<void>;
  /** As `authorize`; the id_token for the code is changed before it is signed. */
  authorizeWrongly(url: string, person: SsoPerson, tampering: Tampering): Promise<string>;
  /** A token signed by this provider. */
  sign(claims: Record<string, unknown>): Promise<string>;
  /** Answers the next token request with this id_token. */
  answerWith(idToken: string): void;
}

export async function startMockSsoProvider(): Promise<MockSsoProvider> {
  const server = new OAuth2Server();
  await server.issuer.keys.generate("RS256");
  await server.start(0, "127.0.0.1");
  const { port } = server.address();
  const host = `127.0.0.1:${port}`;
  server.issuer.url = `http://${host}`;
  const clients = new Map<string, SsoClient & { redirectUri: string }>();
  const codes = new Map<string, { person: SsoPerson; tampering: Tampering }>();
  let nextToken: string | undefined;
  let keyId: string | undefined;

  server.service.on("beforeTokenSigning", (token, request) => {
    const { code } = request.body as { code?: string };
    const found = code === undefined ? undefined : codes.get(code);
    if (found === undefined) return;
    Object.assign(token.payload, claimsOf(found.person));
    found.tampering(token.payload as Record<string, unknown>, token.header as Record<string, unknown>);
  });
  server.service.on("beforeResponse", (response, request) => {
    const { client_id, client_secret, redirect_uri } = request.body as Record<string, string>;
    const client = clients.get(client_id ?? "");
    if (client === undefined || client.secret !== client_secret || client.redirectUri !== redirect_uri) {
      response.statusCode = 401;
      response.body = { error: "invalid_client" };
    } else if (nextToken !== undefined) {
      (response.body as Record<string, unknown>)["id_token"] = nextToken;
      nextToken = undefined;
    }
  });
  server.service.on("beforeUserinfo", (response, request) => {
    const [, payload = ""] = (request.headers.authorization ?? "").split(".");
    const { sub } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { sub: string };
    response.body = { sub };
  });

  const authorizeWrongly = async (url: string, person: SsoPerson, tampering: Tampering) => {
    const redirect = await fetch(url, { redirect: "manual" });
    const callback = redirect.headers.get("location") ?? "";
    codes.set(new URL(callback).searchParams.get("code") ?? "", { person, tampering });
    return callback;
  };
  return {
    issuer: `http://${host}`,
    host,
    register(redirectUri) {
      const client = { id: `client-${randomUUID()}`, secret: randomUUID(), redirectUri };
      clients.set(client.id, client);
      return client;
    },
    authorize: (url, person) => authorizeWrongly(url, person, () => undefined),
    authorizeWrongly,
    async rotateKeys() {
      const former = new Set(server.issuer.keys.toJSON().map(({ kid }) => kid));
      const key = await server.issuer.keys.generate("RS256");
      keyId = key.kid;
      // the store has no way to remove a key, so it is asked for the new one only
      server.issuer.keys.get = (get => kid => get.call(server.issuer.keys, kid ?? keyId))(server.issuer.keys.get);
      const toJson = server.issuer.keys.toJSON.bind(server.issuer.keys);
      server.issuer.keys.toJSON = (includePrivate) => toJson(includePrivate).filter(({ kid }) => !former.has(kid));
    },
    sign: (claims) => server.issuer.buildToken({ scopesOrTransform: (_header, payload) => Object.assign(payload, claims) }),
    answerWith(idToken) {
      nextToken = idToken;
    },
    close: () => server.stop(),
  };
}

import { createHash, createPublicKey, type JsonWebKeyInput } from "node:crypto";
import { SignJWT } from "jose";
import { OAuth2Issuer } from "oauth2-mock-server";

/** What can be wrong with an id_token; a product that takes one of these is broken. */
export type Fault =
  | "wrong_issuer"
  | "wrong_audience"
  | "wrong_nonce"
  | "missing_nonce"
  | "expired"
  /** Signed by a key that the provider has never published. */
  | "unknown_key"
  /** Signed by such a key too, and called by the name of one that is published. */
  | "forged_signature"
  /** The claims were changed after signing. */
  | "altered"
  /** `alg: none`. */
  | "unsigned"
  /** HS256 with the published key as the secret, which a careless verifier takes. */
  | "symmetric"
  | "email_unverified"
  | "missing_email";

export type Claims = Record<string, unknown>;

/** A key as the provider publishes it. */
export type PublicKey = Record<string, unknown> & { kid: string };

/** The provider's signing keys: one signs, all that are published are believed. */
export class Keys {
  private readonly issuer: string;
  /** Made at the first use, for a key takes a while to make. */
  private signing: Promise<OAuth2Issuer> | null = null;
  private retired: PublicKey[] = [];
  private stranger: Promise<OAuth2Issuer> | null = null;

  constructor(issuer: string) {
    this.issuer = issuer;
  }

  /** The JSON Web Key Set, the signing key first. */
  async published(): Promise<PublicKey[]> {
    return [publicKey(await this.current()), ...this.retired];
  }

  /** Signs with a new key from now on. The old one stays published by default, as at providers for some days. */
  async rotate({ keepOld = true } = {}): Promise<void> {
    const old = await this.published();
    this.signing = newSigner(this.issuer);
    this.retired = keepOld ? old : [];
    await this.signing;
  }

  /** Signs the claims with RS256, or makes a token with the fault. */
  async sign(claims: Claims, fault: Fault | null = null): Promise<string> {
    const spoiled = spoil(claims, fault);
    const signer = await this.current();
    switch (fault) {
      case "unknown_key":
        return build(await this.strange(), spoiled);
      case "forged_signature":
        return build(await this.strange(), spoiled, publicKey(signer).kid);
      case "altered": {
        const [header, , signature] = (await build(signer, spoiled)).split(".");
        return [header, part({ ...spoiled, sub: `${String(spoiled["sub"])}0` }), signature].join(".");
      }
      case "unsigned":
        return `${part({ alg: "none", typ: "JWT" })}.${part(spoiled)}.`;
      case "symmetric": {
        const key = publicKey(signer);
        const pem = createPublicKey({ key, format: "jwk" } as JsonWebKeyInput).export({ type: "spki", format: "pem" });
        return new SignJWT(spoiled).setProtectedHeader({ alg: "HS256", kid: key.kid, typ: "JWT" }).sign(new TextEncoder().encode(pem.toString()));
      }
      default:
        return build(signer, spoiled);
    }
  }

  private current(): Promise<OAuth2Issuer> {
    return (this.signing ??= newSigner(this.issuer));
  }

  private strange(): Promise<OAuth2Issuer> {
    return (this.stranger ??= newSigner(this.issuer));
  }
}

/** `at_hash`: the left half of the access token's SHA-256. https://openid.net/specs/openid-connect-core-1_0.html#CodeIDToken */
export function accessTokenHash(accessToken: string): string {
  return createHash("sha256").update(accessToken).digest().subarray(0, 16).toString("base64url");
}

async function newSigner(url: string): Promise<OAuth2Issuer> {
  const issuer = new OAuth2Issuer();
  issuer.url = url;
  await issuer.keys.generate("RS256");
  return issuer;
}

function publicKey(signer: OAuth2Issuer): PublicKey {
  const [key] = signer.keys.toJSON();
  if (key === undefined) throw new Error("a signer without a key");
  return { ...key, use: "sig" };
}

/** Signs exactly these claims: none of the library's own. */
function build(signer: OAuth2Issuer, claims: Claims, kid?: string): Promise<string> {
  return signer.buildToken({
    scopesOrTransform: (header, payload) => {
      for (const name of Object.keys(payload)) delete payload[name];
      Object.assign(payload, claims);
      if (kid !== undefined) header.kid = kid;
    },
  });
}

function spoil(claims: Claims, fault: Fault | null): Claims {
  const without = (...names: string[]) => Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));
  const earlier = (name: string) => Number(claims[name]) - 2 * 60 * 60;
  switch (fault) {
    case "wrong_issuer":
      return { ...claims, iss: "https://issuer.example" };
    case "wrong_audience":
      return { ...claims, aud: "another-client", ...("azp" in claims ? { azp: "another-client" } : {}) };
    case "wrong_nonce":
      return { ...claims, nonce: `${String(claims["nonce"])}x` };
    case "missing_nonce":
      return without("nonce");
    case "expired":
      return { ...claims, iat: earlier("iat"), exp: earlier("exp") };
    case "email_unverified":
      return { ...claims, email_verified: false };
    case "missing_email":
      return without("email", "email_verified");
    default:
      return claims;
  }
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";

/** What an authenticator does other than it should. */
export interface Flaws {
  origin?: string;
  rpId?: string;
  challenge?: string;
  type?: string;
  crossOrigin?: boolean;
  isUserPresent?: boolean;
  isUserVerified?: boolean;
  isBackedUp?: boolean;
  signCount?: number;
  userHandle?: string;
  id?: string;
  signature?: string;
  /** Bytes after the authenticator data. */
  trailing?: Buffer;
}

export interface Assertion {
  id: string;
  clientDataJSON: string;
  authenticatorData: string;
  signature: string;
  userHandle?: string;
}

export interface CreationOptions {
  rp: { id: string };
  user: { id: string };
  challenge: string;
}

export interface RequestOptions {
  challenge: string;
  rpId: string;
  userVerification: string;
  allowCredentials: { id: string }[];
}

type Cbor = number | string | Buffer | Map<number | string, Cbor>;

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length]);
  if (length < 256) return Buffer.from([(major << 5) | 24, length]);
  return Buffer.from([(major << 5) | 25, length >> 8, length & 255]);
}

/** CBOR (RFC 8949) of the values that WebAuthn has. */
function encode(value: Cbor): Buffer {
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, item]) => [encode(key), encode(item)])]);
}

const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest();
const base64url = (data: string | Buffer) => Buffer.from(data).toString("base64url");

const bytesOf = (text: string | undefined) => Buffer.from(text ?? "", "base64url");

function coseKey(algorithm: Algorithm, key: KeyObject): Buffer {
  const jwk = key.export({ format: "jwk" });
  const entries: Record<Algorithm, [number, Cbor][]> = {
    ES256: [[1, 2], [3, -7], [-1, 1], [-2, bytesOf(jwk.x)], [-3, bytesOf(jwk.y)]],
    EdDSA: [[1, 1], [3, -8], [-1, 6], [-2, bytesOf(jwk.x)]],
    RS256: [[1, 3], [3, -257], [-1, bytesOf(jwk.n)], [-2, bytesOf(jwk.e)]],
  };
  return encode(new Map(entries[algorithm]));
}

export type Algorithm = "ES256" | "EdDSA" | "RS256";

/** An authenticator with one credential, which writes what real ones write (WebAuthn, Level 3, 6). */
export class Authenticator {
  readonly id = randomBytes(20);
  private readonly publicKey: KeyObject;
  private readonly privateKey: KeyObject;
  private readonly origin: string;
  private readonly algorithm: Algorithm;
  private readonly verifiesUser: boolean;
  private signCount = 0;
  private userHandle = "";

  constructor(origin: string, algorithm: Algorithm = "ES256", verifiesUser = true) {
    this.origin = origin;
    this.algorithm = algorithm;
    this.verifiesUser = verifiesUser;
    const pair =
      algorithm === "ES256" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : algorithm === "EdDSA" ? generateKeyPairSync("ed25519") : generateKeyPairSync("rsa", { modulusLength: 2048 });
    this.publicKey = pair.publicKey;
    this.privateKey = pair.privateKey;
  }

  /** The answer to `navigator.credentials.create()`. */
  create(options: CreationOptions, flaws: Flaws = {}): { clientDataJSON: string; attestationObject: string; transports: string[] } {
    this.userHandle = options.user.id;
    const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, this.id.length]), this.id, coseKey(this.algorithm, this.publicKey)]);
    const authData = Buffer.concat([this.data(options.rp.id, 64, flaws), credential, flaws.trailing ?? Buffer.alloc(0)]);
    const attestation = new Map<string, Cbor>([["fmt", "none"], ["attStmt", new Map()], ["authData", authData]]);
    return { clientDataJSON: base64url(this.clientData("webauthn.create", options.challenge, flaws)), attestationObject: base64url(encode(attestation)), transports: ["internal"] };
  }

  /** The answer to `navigator.credentials.get()`. */
  get(options: RequestOptions, flaws: Flaws = {}): Assertion {
    const authData = Buffer.concat([this.data(options.rpId, 0, flaws), flaws.trailing ?? Buffer.alloc(0)]);
    const clientData = this.clientData("webauthn.get", options.challenge, flaws);
    const signature = sign(this.algorithm === "EdDSA" ? null : "sha256", Buffer.concat([authData, sha256(clientData)]), this.privateKey);
    return {
      id: flaws.id ?? base64url(this.id),
      clientDataJSON: base64url(clientData),
      authenticatorData: base64url(authData),
      signature: flaws.signature ?? base64url(signature),
      userHandle: flaws.userHandle ?? this.userHandle,
    };
  }

  private clientData(type: string, challenge: string, { origin = this.origin, ...flaws }: Flaws): string {
    return JSON.stringify({ type: flaws.type ?? type, challenge: flaws.challenge ?? challenge, origin, crossOrigin: flaws.crossOrigin ?? false });
  }

  private data(rpId: string, more: number, { isUserPresent = true, isUserVerified = this.verifiesUser, isBackedUp = false, ...flaws }: Flaws): Buffer {
    const flags = (isUserPresent ? 1 : 0) | (isUserVerified ? 4 : 0) | (isBackedUp ? 16 : 0) | more;
    const count = Buffer.alloc(4);
    this.signCount = flaws.signCount ?? this.signCount + 1;
    count.writeUInt32BE(this.signCount);
    return Buffer.concat([sha256(flaws.rpId ?? rpId), Buffer.from([flags]), count]);
  }
}

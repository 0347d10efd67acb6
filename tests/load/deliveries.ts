import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { requestBytes, type Address } from "./client.ts";

const BODY_BYTES = 10 * 1024;
const PATH = "/api/integrations/github/webhook";

interface Push {
  after: string;
  head_commit: { id: string; added: string[] };
}

/** Push deliveries as GitHub sends them, made after the pattern of a real one: 10 KB each, signed, each with its own commit. */
export class Deliveries {
  private readonly address: Address;
  private readonly secret: string;
  private readonly push: Push;

  constructor(address: Address, secret: string, body: string) {
    this.address = address;
    this.secret = secret;
    this.push = JSON.parse(body) as Push;
  }

  /** A delivery that was not sent before. */
  next(): Buffer {
    const commit = randomBytes(20).toString("hex");
    const push = { ...this.push, after: commit, head_commit: { ...this.push.head_commit, id: commit } };
    const body = filled(push);
    return requestBytes(
      this.address,
      "POST",
      PATH,
      {
        "content-type": "application/json",
        "x-github-event": "push",
        "x-github-delivery": randomUUID(),
        "x-hub-signature-256": `sha256=${createHmac("sha256", this.secret).update(body).digest("hex")}`,
      },
      body,
    );
  }
}

/** The payload with as many changed paths as make it 10 KB. */
function filled(push: Push): string {
  const added: string[] = [];
  const text = () => JSON.stringify({ ...push, head_commit: { ...push.head_commit, added } });
  let length = text().length;
  if (length > BODY_BYTES) throw new Error(`the payload has ${length} bytes without a single path`);
  for (let index = 0; ; index += 1) {
    const path = `rules/rule-${index}.md`;
    const more = path.length + 3; // its quotes and a comma
    if (length + more > BODY_BYTES) break;
    added.push(path);
    length += more;
  }
  const last = added.pop() ?? "";
  added.push(`${last}${"x".repeat(BODY_BYTES - text().length - last.length - 3)}`);
  return text();
}

/** Numbers of record types. https://www.iana.org/assignments/dns-parameters */
export const TYPES = { A: 1, NS: 2, CNAME: 5, SOA: 6, MX: 15, TXT: 16, AAAA: 28 } as const;

export const NO_ERROR = 0;
export const SERVER_FAILURE = 2;
export const NO_SUCH_NAME = 3;

export type Kind = "TXT" | "CNAME";

export interface ZoneRecord {
  /** In lower case, without the last dot. */
  name: string;
  kind: Kind;
  value: string;
  /** Seconds. */
  ttl: number;
}

const LONGEST_STRING_BYTES = 255;
const MOST_ALIASES = 8;

/** The records, and what a resolver answers from them. */
export class Zone {
  readonly records: ZoneRecord[];

  constructor(records: ZoneRecord[]) {
    this.records = records;
  }

  /** Replaces what a name has of this kind. */
  set(name: string, kind: Kind, values: string[], ttl: number): void {
    const plain = plainName(name);
    this.drop((record) => record.name === plain && record.kind === kind);
    for (const value of values) this.records.push({ name: plain, kind, value: kind === "CNAME" ? plainName(value) : value, ttl });
  }

  remove(name: string): void {
    const plain = plainName(name);
    this.drop((record) => record.name === plain);
  }

  valuesOf(name: string, kind: Kind): string[] {
    const plain = plainName(name);
    return this.records.filter((record) => record.name === plain && record.kind === kind).map(({ value }) => value);
  }

  /** Follows aliases, each of which is part of the answer. A name without records, but with names below it, exists. */
  resolve(name: string, type: number): { status: number; answers: ZoneRecord[] } {
    const answers: ZoneRecord[] = [];
    let current = plainName(name);
    for (let step = 0; step <= MOST_ALIASES; step++) {
      const own = this.records.filter((record) => record.name === current);
      const wanted = own.filter(({ kind }) => TYPES[kind] === type);
      if (wanted.length > 0) return { status: NO_ERROR, answers: [...answers, ...wanted] };
      const alias = own.find(({ kind }) => kind === "CNAME");
      if (alias === undefined) {
        const exists = own.length > 0 || this.records.some((record) => record.name.endsWith(`.${current}`));
        return { status: exists ? NO_ERROR : NO_SUCH_NAME, answers };
      }
      answers.push(alias);
      current = alias.value;
    }
    return { status: SERVER_FAILURE, answers: [] }; // aliases in a circle
  }

  private drop(goes: (record: ZoneRecord) => boolean): void {
    for (let at = this.records.length - 1; at >= 0; at--) {
      const record = this.records[at];
      if (record !== undefined && goes(record)) this.records.splice(at, 1);
    }
  }
}

function plainName(name: string): string {
  return name.replace(/\.$/, "").toLowerCase();
}

/** A TXT record's text as master files write it: strings of at most 255 bytes, each in quotes. */
export function asTxtData(value: string): string {
  const bytes = Buffer.from(value, "utf8");
  const strings: string[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += LONGEST_STRING_BYTES) {
    const part = [...bytes.subarray(at, at + LONGEST_STRING_BYTES)].map((byte) => {
      if (byte < 32 || byte > 126) return `\\${String(byte).padStart(3, "0")}`;
      return byte === 34 || byte === 92 ? `\\${String.fromCharCode(byte)}` : String.fromCharCode(byte);
    });
    strings.push(`"${part.join("")}"`);
  }
  return strings.join(" ");
}

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A person who has an account at the provider. */
export interface Account {
  /** What tokens call the person by; it never changes, whatever else does. */
  sub: string;
  email: string;
  emailVerified: boolean;
  name: string;
  /** Address of a picture; the simulator's own when absent. */
  picture?: string;
}

/** Without `sub` the provider assigns one. The email address is verified by default. */
export type NewAccount = Pick<Account, "email" | "name"> & Partial<Account>;

const FILE = "accounts.json";

/** The accounts of a provider, kept in a folder when there is one, so that who was linked stays linked. */
export class Accounts {
  readonly items: Account[] = [];
  private readonly directory: string | undefined;
  private readonly newSubject: () => string;

  constructor(directory: string | undefined, newSubject: () => string, first: NewAccount[]) {
    this.directory = directory;
    this.newSubject = newSubject;
    const kept = directory === undefined ? null : read(directory);
    if (kept === null) for (const account of first) this.add(account);
    else this.items.push(...kept);
  }

  add(details: NewAccount): Account {
    if (this.find(details.email) !== undefined) throw new Error(`there is an account for ${details.email} already`);
    const account = { sub: this.newSubject(), emailVerified: true, ...details };
    this.items.push(account);
    this.save();
    return account;
  }

  /** By e-mail address, without regard to case, or by `sub`. */
  find(name: string): Account | undefined {
    return this.items.find(({ sub, email }) => sub === name || email.toLowerCase() === name.toLowerCase());
  }

  /** Changes the account in place, so that every reference to it sees the change. */
  update(name: string, change: Partial<Omit<Account, "sub">>): Account {
    const account = this.find(name);
    if (account === undefined) throw new Error(`no account ${name}`);
    Object.assign(account, change);
    this.save();
    return account;
  }

  remove(name: string): void {
    const at = this.items.findIndex((account) => account === this.find(name));
    if (at >= 0) this.items.splice(at, 1);
    this.save();
  }

  private save(): void {
    if (this.directory === undefined) return;
    mkdirSync(this.directory, { recursive: true });
    writeFileSync(join(this.directory, `${FILE}.new`), JSON.stringify(this.items, null, 1));
    renameSync(join(this.directory, `${FILE}.new`), join(this.directory, FILE));
  }
}

function read(directory: string): Account[] | null {
  try {
    return JSON.parse(readFileSync(join(directory, FILE), "utf8")) as Account[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

import { type Answer, type CallOptions, Client } from "./client.ts";

/** A program, which has no cookie and sends no origin. */
export class Program extends Client {
  token: string | null;

  constructor(url: string, token: string | null = null) {
    super(url);
    this.token = token;
  }

  override call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const authorization = this.token === null ? null : `Bearer ${this.token}`;
    return super.call(method, path, { ...options, headers: { origin: null, cookie: null, authorization, ...options.headers } });
  }
}

export interface Tokens {
  accessToken: string;
  tokenType: string;
  expiresIn: number;
  refreshToken: string;
  refreshExpiresIn: number;
}

/** The first seven digits of a commit hash, as git abbreviates it. */
export function shortHash(hash: string): string {
  return hash.slice(0, 7);
}

import { useLocation } from "@tanstack/react-router";

/** The token of a link from an email. It is in the fragment, which no server and no log sees; earlier emails have it in the query. */
export const mailedTokenIn = ({ hash, searchStr }: { hash: string; searchStr: string }): string | undefined =>
  new URLSearchParams(hash).get("token") ?? new URLSearchParams(searchStr).get("token") ?? undefined;

export const useMailedToken = (): string | undefined => useLocation({ select: mailedTokenIn });

import { useQuery } from "@tanstack/react-query";
import { Button } from "@/ui/button";
import { accountsCopy as copy } from "./copy";
import { parkedSessionsQuery, useActivateSession } from "./queries";

type ParkedAccountsProps = {
  /** What is opened with the chosen account. */
  target?: string | undefined;
  /** The user who is signed in already. */
  except?: string;
};

/** The other accounts that are signed in in this browser, where people choose one. */
export function ParkedAccounts({ target, except }: ParkedAccountsProps) {
  const { data } = useQuery(parkedSessionsQuery);
  const activate = useActivateSession(target);
  const others = data?.items.filter(({ userId }) => userId !== except) ?? [];
  if (others.length === 0) return null;
  return (
    <section aria-label={copy.signedInHere} className="grid gap-2">
      <p className="text-quiet">{copy.signedInHere}</p>
      {others.map(({ id, name, email }) => (
        <Button key={id} pending={activate.isPending} onClick={() => activate.mutate({ body: { sessionId: id } })} className="min-w-0">
          <span className="truncate">{copy.continueAs(name, email)}</span>
        </Button>
      ))}
    </section>
  );
}

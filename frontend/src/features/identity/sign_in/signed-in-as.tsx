import { useSession } from "@/app/session/session";
import { useSignOut } from "@/app/session/sign-out";
import { ParkedAccounts } from "@/features/identity/accounts/parked-accounts";
import { Button } from "@/ui/button";
import { signInCopy } from "./copy";

/** Shows who is signed in, switches to another account of this browser, and signs out to return here with another one. */
export function SignedInAs() {
  const { user } = useSession();
  const here = window.location.pathname + window.location.search;
  const signOut = useSignOut(`/login?${new URLSearchParams({ returnUrl: here })}`);
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-2 text-quiet">
        <span className="min-w-0 break-words">{signInCopy.signedInAs.text(user.email)}</span>
        <Button variant="ghost" size="small" className="-mx-2.5" pending={signOut.isPending} onClick={() => signOut.mutate({})}>
          {signInCopy.signedInAs.anotherAccount}
        </Button>
      </p>
      <ParkedAccounts target={here} except={user.id} />
    </>
  );
}

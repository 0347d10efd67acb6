import { useNow } from "@/format/now";
import { Button } from "@/ui/button";
import { signInCopy } from "./copy";

/** Milliseconds before an email can be sent again. */
const resendDelay = 60_000;

type ResendButtonProps = { sentAt: number; pending: boolean; onResend: () => void; kind: "code" | "link" };

/** Sends the email again; disabled for a minute after each. */
export function ResendButton({ sentAt, pending, onResend, kind }: ResendButtonProps) {
  const now = useNow(1000);
  const wait = Math.ceil((sentAt + resendDelay - now) / 1000);
  return (
    <Button variant="ghost" size="small" className="-mx-2.5 tabular-nums" pending={pending} disabled={wait > 0} onClick={onResend}>
      {wait > 0 ? signInCopy.resend.wait(wait) : signInCopy.resend[kind]}
    </Button>
  );
}

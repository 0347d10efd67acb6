import { MailWarning } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { useRefetchSession, useSession } from "@/app/session/session";
import { type SentEmail, toSentEmail } from "@/features/identity/sign_in/sent-email";
import { Button } from "@/ui/button";
import { useOnDemand } from "@/ui/on-demand";
import { toast } from "@/ui/toast";
import { usersCopy } from "./copy";

const loadDialog = () => import("./verification-dialog");

/** Asks a user with an unverified email address to verify it. */
export function UnverifiedEmailBanner({ onVerified }: { onVerified?: () => unknown }) {
  const { user, session } = useSession();
  const refetchSession = useRefetchSession();
  const dialog = useOnDemand(loadDialog);
  const [sent, setSent] = useState<SentEmail | null>(null);
  const send = api.useMutation("post", "/api/user/email", { onSuccess: (answer) => setSent(toSentEmail(answer)) });
  const verify = api.useMutation("post", "/api/user/email/verify", {
    meta: { form: true },
    onSuccess: async () => {
      await refetchSession();
      await onVerified?.();
      setSent(null);
      toast.success(usersCopy.unverifiedBanner.verified);
    },
  });
  if (user.emailVerified) return null;
  const request = () => {
    dialog.request();
    send.mutate({ body: { email: user.email } });
  };
  return (
    <aside aria-label={usersCopy.unverifiedBanner.label} className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-line bg-warning/8 px-4 py-2 sm:px-6 lg:px-8">
      <MailWarning aria-hidden className="size-4 shrink-0 text-warning" />
      <p className="min-w-0 flex-1 basis-48 break-words">{usersCopy.unverifiedBanner.text(user.email)}</p>
      {!session.impersonatedBy && (
        <Button size="small" pending={send.isPending} onClick={request}>
          {usersCopy.unverifiedBanner.verify}
        </Button>
      )}
      {sent && dialog.module && (
        <dialog.module.VerificationDialog
          sent={sent}
          verification={verify}
          onVerify={(code) => verify.mutate({ body: { code } })}
          resending={send}
          onResend={request}
          onClose={() => setSent(null)}
        />
      )}
    </aside>
  );
}

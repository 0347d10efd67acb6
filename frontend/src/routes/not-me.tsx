import { createFileRoute, Link } from "@tanstack/react-router";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { asApiError } from "@/api/error";
import { AuthLayout } from "@/app/shell/auth-layout";
import { signInCopy } from "@/features/identity/sign_in/copy";
import { rejectCopy as copy } from "@/features/identity/sign_in/reject-copy";
import { useMailedToken } from "@/features/identity/sign_in/mailed-token";
import { Button } from "@/ui/button";
import { FormError } from "@/ui/form/form-error";
import { Notice } from "@/ui/notice";
import { usePageTitle } from "@/ui/page-title";
import { textLink } from "@/ui/text-link";

export const Route = createFileRoute("/not-me")({
  component: NotMePage,
});

/** Rejects a sign-in with the link of the email about it. Nothing happens before the click, because mail scanners open links, too. */
function NotMePage() {
  usePageTitle(copy.title);
  const token = useMailedToken();
  const queryClient = useQueryClient();
  const reject = api.useMutation("post", "/api/auth/signin/reject", { meta: { form: true }, onSuccess: () => queryClient.clear() });
  if (reject.data) {
    const { passwordReset } = reject.data;
    return (
      <AuthLayout title={copy.done.title}>
        <p role="status">{passwordReset ? copy.done.sent(passwordReset.email) : copy.done.moved}</p>
        <Link to="/login" className={textLink}>
          {copy.toSignIn}
        </Link>
      </AuthLayout>
    );
  }
  const isInvalid = asApiError(reject.error)?.error.code === "INVALID_CODE";
  if (token === undefined || isInvalid) {
    const notice = isInvalid ? signInCopy.invalidLink : copy.noLink;
    return (
      <AuthLayout title={copy.title}>
        <Notice tone="warning" title={notice.title}>
          {notice.detail}
        </Notice>
        <Link to="/login" className={textLink}>
          {copy.toSignIn}
        </Link>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title={copy.title}>
      <p>{copy.text}</p>
      <p className="text-quiet">{copy.consequence}</p>
      <FormError error={reject.error} />
      <Button variant="danger" pending={reject.isPending} onClick={() => reject.mutate({ body: { token } })}>
        {copy.submit}
      </Button>
      <Link to="/login" className={textLink}>
        {copy.itWasMe}
      </Link>
    </AuthLayout>
  );
}

import { useQuery } from "@tanstack/react-query";
import { providersQuery } from "@/features/identity/oauth/queries";
import { Notice } from "@/ui/notice";
import { adminSignUpCopy } from "./copy";

/** Says who may sign up at present. */
export function ModeNotice() {
  const { data } = useQuery(providersQuery);
  if (data === undefined) return null;
  const { title, detail } = adminSignUpCopy.modes[data.signUp];
  return (
    <Notice tone="info" title={title}>
      {detail}
    </Notice>
  );
}

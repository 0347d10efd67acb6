import { ExternalLink } from "lucide-react";
import { api } from "@/api/client";
import { Button } from "@/ui/button";
import { githubCopy } from "./copy";

/** Opens GitHub, where the user authorizes the App; GitHub redirects back here. */
export function AuthorizeButton({ estateId, size }: { estateId: string; size: "normal" | "small" }) {
  const authorize = api.useMutation("post", "/api/estates/{estateId}/github/authorization", {
    onSuccess: ({ authorizationUrl }) => window.location.assign(authorizationUrl),
  });
  return (
    <Button
      variant="primary"
      size={size}
      pending={authorize.isPending || authorize.isSuccess}
      onClick={() => authorize.mutate({ params: { path: { estateId } } })}
    >
      {githubCopy.authorize.submit}
      <ExternalLink aria-hidden />
    </Button>
  );
}

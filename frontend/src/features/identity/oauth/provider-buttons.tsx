import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { Button } from "@/ui/button";
import { oauthCopy } from "./copy";
import { providersQuery } from "./queries";

/** A sign-in button for each configured OAuth provider. */
export function ProviderButtons({ returnUrl }: { returnUrl: string | undefined }) {
  const { data } = useQuery(providersQuery);
  const start = api.useMutation("post", "/api/auth/oauth/{provider}", { onSuccess: ({ url }) => window.location.assign(url) });
  const startedProvider = start.variables?.params.path.provider;
  return data?.items.map(({ id, name }) => (
    <Button
      key={id}
      disabled={start.isPending || start.isSuccess}
      pending={(start.isPending || start.isSuccess) && startedProvider === id}
      onClick={() => start.mutate({ params: { path: { provider: id } }, body: returnUrl ? { returnUrl } : {} })}
    >
      {oauthCopy.continueWith(name)}
    </Button>
  ));
}

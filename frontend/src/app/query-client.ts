import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { asApiError, fieldErrors } from "@/api/error";
import { redirectToSignIn } from "@/app/session/sign-out";
import { showErrorToast } from "@/ui/error-toast";

declare module "@tanstack/react-query" {
  interface Register {
    queryMeta: { handledStatuses?: number[] };
    /**
     * `handledStatuses`: statuses that the page itself shows; `fields`: field errors stand in the form; `form`: every refusal
     * stands in the form, at a field or in its `FormError`.
     */
    mutationMeta: { handledStatuses?: number[]; fields?: boolean; form?: boolean };
  }
}

/** Queries of which this path may answer 401 without a session having ended. */
const sessionPath = "/api/auth/me";

/** The one cache of what the API said, with the one place that tells people about trouble. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        const apiError = asApiError(error);
        const hasData = query.state.data !== undefined;
        if (apiError && query.meta?.handledStatuses?.includes(apiError.status)) return;
        if (apiError?.status === 401) {
          if (query.queryKey[1] !== sessionPath || hasData) redirectToSignIn();
          return;
        }
        // Without data the page shows the error itself; with data it goes on showing that.
        if (hasData) showErrorToast(error);
      },
    }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        const apiError = asApiError(error);
        if (apiError && mutation.meta?.handledStatuses?.includes(apiError.status)) return;
        if (apiError?.error.code === "UNAUTHENTICATED") return redirectToSignIn();
        if (mutation.meta?.form && apiError && apiError.status !== 0) return;
        if (mutation.meta?.fields && Object.keys(fieldErrors(error)).length > 0) return;
        showErrorToast(error);
      },
    }),
    defaultOptions: {
      // Without a network a form says so at once, and does not wait in silence until there is one.
      mutations: { networkMode: "always" },
      queries: {
        // The socket says what has changed; this is for when it is interrupted.
        staleTime: 30_000,
        retry: (failures, error) => failures < 2 && isTransient(error),
      },
    },
  });
}

/** Whether trying again at once may help. */
function isTransient(error: unknown): boolean {
  const status = asApiError(error)?.status;
  return status === 0 || status === 502 || status === 503;
}

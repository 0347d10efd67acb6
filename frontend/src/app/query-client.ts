import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { asApiError, fieldErrors } from "@/api/error";
import { redirectToSignIn } from "@/app/session/sign-out";
import { showErrorToast } from "@/ui/error-toast";

declare module "@tanstack/react-query" {
  interface Register {
    queryMeta: { handledStatuses?: number[] };
    /**
     * `handledStatuses`: the page shows errors with these statuses; `fields`: the form shows field errors; `form`: the form
     * shows every error, at a field or in its `FormError`.
     */
    mutationMeta: { handledStatuses?: number[]; fields?: boolean; form?: boolean };
  }
}

/** A 401 from this path does not mean that a session has ended: there may never have been one. */
const sessionPath = "/api/auth/me";

/** Creates the query cache. Errors that no page or form shows become a toast here; a lost session leads to sign-in. */
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
        // Without data the page shows the error; with data it keeps showing the data.
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
      // Offline, a submitted form fails at once instead of waiting for the network.
      mutations: { networkMode: "always" },
      queries: {
        // The organization's socket invalidates queries; this covers the time when it is disconnected.
        staleTime: 30_000,
        retry: (failures, error) => failures < 2 && isTransient(error),
      },
    },
  });
}

/** Whether an immediate retry may succeed. */
function isTransient(error: unknown): boolean {
  const status = asApiError(error)?.status;
  return status === 0 || status === 502 || status === 503;
}

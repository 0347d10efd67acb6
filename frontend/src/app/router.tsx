import { createRouter } from "@tanstack/react-router";
import { createQueryClient } from "./query-client";
import { routeTree } from "./routeTree.gen";
import { ErrorPage, NotFoundPage } from "./shell/error-pages";
import { PagePending } from "./shell/pending";

export const queryClient = createQueryClient();

export const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: "intent",
  // TanStack Query decides what is stale; the router keeps no second cache.
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 150,
  defaultPendingMinMs: 250,
  defaultErrorComponent: ErrorPage,
  defaultNotFoundComponent: NotFoundPage,
  defaultPendingComponent: PagePending,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

import { QueryClientProvider } from "@tanstack/react-query";
import { createRouter, RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { asApiError } from "@/api/error";
import { ErrorPage, NotFoundPage } from "@/app/shell/error-pages";
import { PagePending } from "@/app/shell/pending";
import "./index.css";
import { createQueryCache } from "./query-client";
import { routeTree } from "./routeTree.gen";

const queryClient = createQueryCache();

const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: "intent",
  // Queries know how old they are; the router need not keep a second cache.
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

const root = document.getElementById("root");
if (root) {
  createRoot(root, {
    onCaughtError: (error, { componentStack }) => {
      // What the API refused is no fault of the page, which shows it.
      if (!asApiError(error)) console.error(error, componentStack);
    },
  }).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}

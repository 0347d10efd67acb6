import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { asApiError } from "@/api/error";
import { dropStartedRequests } from "@/api/started-requests";
import "./index.css";
import { queryClient, router } from "./router";
import { isChunkLoadError, nameChunkLoadErrors } from "./shell/chunk-load-error";

/** Replaces the skeleton of index.html by the first page. */
function render(root: HTMLElement): void {
  createRoot(root, {
    onCaughtError: (error, { componentStack }) => {
      // Error pages show what the API refused and what the network lost; only other errors are bugs of the page.
      if (!asApiError(error) && !isChunkLoadError(error)) console.error(error, componentStack);
    },
  }).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}

nameChunkLoadErrors();
const root = document.getElementById("root");
// An error is in the router's state, and the page shows it.
if (root) {
  void router.load().finally(() => {
    dropStartedRequests();
    render(root);
  });
}

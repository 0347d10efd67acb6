import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { asApiError } from "@/api/error";
import "./index.css";
import { queryClient, router } from "./router";

const root = document.getElementById("root");
if (root) {
  createRoot(root, {
    onCaughtError: (error, { componentStack }) => {
      // Error pages show what the API refused; only other errors are bugs of the page.
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

import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, Outlet } from "@tanstack/react-router";
import { StandaloneErrorPage, StandaloneNotFoundPage } from "@/app/shell/error-pages";
import { Impersonation } from "@/app/shell/impersonation";
import { StepUp } from "@/features/identity/step_up/step-up";
import { Toaster } from "@/ui/toaster";

export const Route = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: () => (
    <>
      <div id="page-announcer" aria-live="polite" className="sr-only" />
      <Impersonation />
      <Outlet />
      <StepUp />
      <Toaster />
    </>
  ),
  errorComponent: StandaloneErrorPage,
  notFoundComponent: StandaloneNotFoundPage,
});

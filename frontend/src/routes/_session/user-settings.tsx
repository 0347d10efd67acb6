import { createFileRoute, Outlet } from "@tanstack/react-router";
import { PageHeader } from "@/ui/page-header";
import { Sections } from "@/ui/sections";

export const Route = createFileRoute("/_session/user-settings")({
  component: () => (
    <div className="grid max-w-3xl grid-cols-1 gap-6">
      <PageHeader title="Your settings" />
      <Sections
        label="Your settings"
        sections={[
          { label: "Profile", to: "/user-settings" },
          { label: "Sign-in", to: "/user-settings/sign-in" },
          { label: "Sessions", to: "/user-settings/sessions" },
          { label: "Your data", to: "/user-settings/data" },
        ]}
      />
      <Outlet />
    </div>
  ),
});

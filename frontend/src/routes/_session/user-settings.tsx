import { createFileRoute, Outlet } from "@tanstack/react-router";
import { usersCopy } from "@/features/identity/users/copy";
import { PageHeader } from "@/ui/page-header";
import { Sections } from "@/ui/sections";

export const Route = createFileRoute("/_session/user-settings")({
  component: () => (
    <div className="grid max-w-3xl grid-cols-1 gap-6">
      <PageHeader title={usersCopy.settings.title} />
      <Sections
        label={usersCopy.settings.title}
        sections={[
          { label: usersCopy.settings.sections.profile, to: "/user-settings" },
          { label: usersCopy.settings.sections.signIn, to: "/user-settings/sign-in" },
          { label: usersCopy.settings.sections.sessions, to: "/user-settings/sessions" },
          { label: usersCopy.settings.sections.data, to: "/user-settings/data" },
        ]}
      />
      <Outlet />
    </div>
  ),
});

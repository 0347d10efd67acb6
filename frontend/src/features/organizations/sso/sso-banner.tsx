import { Link, useLocation } from "@tanstack/react-router";
import { ShieldAlert } from "lucide-react";
import type { MyOrganization } from "@/api/types";
import { ssoCopy } from "@/features/identity/sso/copy";
import { Button } from "@/ui/button";

/** Tells a member that the organization requires single sign-on, which the session was not started with. */
export function SsoBanner({ organization, email }: { organization: MyOrganization; email: string }) {
  const { href } = useLocation();
  return (
    <aside aria-label={ssoCopy.banner.label} className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-line bg-warning/8 px-4 py-2 sm:px-6 lg:px-8">
      <ShieldAlert aria-hidden className="size-4 shrink-0 text-warning" />
      <p className="min-w-0 flex-1 basis-48 break-words">{ssoCopy.banner.text(organization.name)}</p>
      <Button asChild size="small">
        <Link to="/sso" search={{ email, returnUrl: href }}>
          {ssoCopy.banner.submit}
        </Link>
      </Button>
    </aside>
  );
}

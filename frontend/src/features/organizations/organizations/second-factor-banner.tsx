import { Link } from "@tanstack/react-router";
import { ShieldAlert } from "lucide-react";
import type { MyOrganization } from "@/api/types";
import { formatDay } from "@/format/day";
import { Button } from "@/ui/button";
import { secondFactorCopy } from "./second-factor-copy";

const copy = secondFactorCopy.banner;

/** Tells a user without a second factor that the organization requires one. */
export function SecondFactorBanner({ organization, requiredFrom }: { organization: MyOrganization; requiredFrom: string }) {
  const isRequired = Date.parse(requiredFrom) <= Date.now();
  return (
    <aside aria-label={copy.label} className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-line bg-warning/8 px-4 py-2 sm:px-6 lg:px-8">
      <ShieldAlert aria-hidden className="size-4 shrink-0 text-warning" />
      <p className="min-w-0 flex-1 basis-48 break-words">{isRequired ? copy.after(organization.name) : copy.before(organization.name, formatDay(requiredFrom))}</p>
      <Button asChild size="small">
        <Link to="/user-settings/sign-in">{copy.add}</Link>
      </Button>
    </aside>
  );
}

import { Link, type LinkProps } from "@tanstack/react-router";
import { Boxes, Building2, FileQuestion, Fingerprint, GitBranch, Hammer, Inbox, KeyRound, LayoutDashboard, LockKeyhole, ScrollText, Settings, type LucideIcon, UserCog, Users, Webhook } from "lucide-react";
import type { ReactNode } from "react";
import type { MyOrganization } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { useSession } from "@/app/session/session";
import { shellCopy } from "./copy";

const copy = shellCopy.navigation;

type NavigationProps = { organization: MyOrganization | undefined; estateId: string | undefined };

/** Links to the pages of the estate, the organization and, for platform admins, the platform. */
export function Navigation({ organization, estateId }: NavigationProps) {
  const { user } = useSession();
  const estate = organization && estateId ? { organization: organization.slug, estateId } : undefined;
  return (
    <nav aria-label={copy.label} className="grid gap-5">
      {organization && estate && hasPermission(organization.role, "estate.view") && (
        <Section>
          <Entry icon={LayoutDashboard} to="/$organization/$estateId" params={estate} activeOptions={{ exact: true }}>
            {copy.dashboard}
          </Entry>
          <Entry icon={GitBranch} to="/$organization/$estateId/repository" params={estate}>
            {copy.repository}
          </Entry>
          <Entry icon={Hammer} to="/$organization/$estateId/builds" params={estate}>
            {copy.builds}
          </Entry>
        </Section>
      )}
      {organization && (
        <Section title={copy.organization}>
          {hasPermission(organization.role, "member.view") && (
            <Entry icon={Users} to="/$organization/team" params={{ organization: organization.slug }} search={{}} activeOptions={{ includeSearch: false }}>
              {copy.members}
            </Entry>
          )}
          {hasPermission(organization.role, "audit.view") && (
            <Entry icon={ScrollText} to="/$organization/audit" params={{ organization: organization.slug }} search={{}} activeOptions={{ includeSearch: false }}>
              {copy.auditLog}
            </Entry>
          )}
          {hasPermission(organization.role, "apiKey.manage") && (
            <Entry icon={KeyRound} to="/$organization/keys" params={{ organization: organization.slug }}>
              {copy.apiKeys}
            </Entry>
          )}
          <Entry icon={Settings} to="/$organization/settings" params={{ organization: organization.slug }}>
            {copy.settings}
          </Entry>
        </Section>
      )}
      {user.role === "admin" && (
        <Section title={copy.admin}>
          <Entry icon={UserCog} to="/admin/users" search={{}} activeOptions={{ includeSearch: false }}>
            {copy.users}
          </Entry>
          <Entry icon={Building2} to="/admin/organizations" search={{}} activeOptions={{ includeSearch: false }}>
            {copy.organizations}
          </Entry>
          <Entry icon={Boxes} to="/admin/estates" search={{}} activeOptions={{ includeSearch: false }}>
            {copy.estates}
          </Entry>
          <Entry icon={Hammer} to="/admin/builds" search={{}} activeOptions={{ includeSearch: false }}>
            {copy.allBuilds}
          </Entry>
          <Entry icon={Inbox} to="/admin/deliveries" search={{}} activeOptions={{ includeSearch: false }}>
            {copy.deliveries}
          </Entry>
          <Entry icon={FileQuestion} to="/admin/undecodable">
            {copy.undecodable}
          </Entry>
          <Entry icon={Webhook} to="/admin/webhooks">
            {copy.webhooks}
          </Entry>
          <Entry icon={LockKeyhole} to="/admin/sealing">
            {copy.sealing}
          </Entry>
          <Entry icon={Fingerprint} to="/admin/session">
            {copy.session}
          </Entry>
        </Section>
      )}
    </nav>
  );
}

function Section({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <div className="grid gap-1">
      {title && <h2 className="px-2.5 text-xs font-medium text-quiet">{title}</h2>}
      <ul className="grid gap-0.5">{children}</ul>
    </div>
  );
}

function Entry({ icon: Icon, children, ...link }: LinkProps & { icon: LucideIcon; children: ReactNode }) {
  return (
    <li>
      <Link
        {...link}
        className="flex h-8 items-center gap-2.5 rounded-md px-2.5 text-quiet hover:bg-hover hover:text-foreground data-[status=active]:bg-hover data-[status=active]:font-medium data-[status=active]:text-foreground [&[data-status=active]_svg]:text-live"
      >
        <Icon aria-hidden className="size-4 shrink-0" />
        {children}
      </Link>
    </li>
  );
}

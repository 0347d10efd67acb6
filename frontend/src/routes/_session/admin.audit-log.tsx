import { createFileRoute } from "@tanstack/react-router";
import { platformAuditCopy as copy } from "@/features/admin/audit_log/copy";
import { PlatformAuditLog, verifyChain } from "@/features/admin/audit_log/platform-audit-log";
import { adminCopy } from "@/features/admin/copy";
import { type AuditFilter, parseFilter } from "@/features/organizations/audit_log/filter";
import { VerificationPanel } from "@/features/organizations/audit_log/verification-panel";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";

/** The organization whose chain is offered for verification, beside the filter. */
type Search = AuditFilter & { organizationId?: string; organizationName?: string };

export const Route = createFileRoute("/_session/admin/audit-log")({ validateSearch: parseSearch, component: AuditLogPage });

function parseSearch(search: Record<string, unknown>): Search {
  const text = (name: "organizationId" | "organizationName") => (typeof search[name] === "string" && search[name] !== "" ? { [name]: search[name] } : {});
  return { ...parseFilter(search), ...text("organizationId"), ...text("organizationName") };
}

function AuditLogPage() {
  usePageTitle(copy.title, adminCopy.area);
  const { organizationId, organizationName, ...filter } = Route.useSearch();
  const navigate = Route.useNavigate();
  const organization = { ...(organizationId ? { organizationId } : {}), ...(organizationName ? { organizationName } : {}) };
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title={copy.title} above={adminCopy.area} below={copy.description} />
      {organizationId && <VerificationPanel key={organizationId} title={copy.organizationChain(organizationName ?? organizationId)} verifyStep={verifyChain(organizationId)} />}
      <VerificationPanel title={copy.platformChain} verifyStep={verifyChain()} />
      <PlatformAuditLog filter={filter} onFilter={(changed) => void navigate({ search: { ...changed, ...organization }, replace: true })} />
    </div>
  );
}

import { createFileRoute } from "@tanstack/react-router";
import { hasPermission } from "@/app/session/permissions";
import { AuditLog } from "@/features/organizations/audit_log/audit-log";
import { auditLogCopy } from "@/features/organizations/audit_log/copy";
import { ExportMenu } from "@/features/organizations/audit_log/export-menu";
import { parseFilter } from "@/features/organizations/audit_log/filter";
import { RetentionPanel } from "@/features/organizations/audit_log/retention-panel";
import { AuditStreamPanel } from "@/features/organizations/audit_stream/audit-stream-panel";
import { VerificationPanel, verifyOrganization } from "@/features/organizations/audit_log/verification-panel";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { PermissionDenied } from "@/ui/permission-denied";

export const Route = createFileRoute("/_session/$organization/audit")({ validateSearch: parseFilter, component: AuditPage });

function AuditPage() {
  const organization = useOrganization();
  usePageTitle(auditLogCopy.title, organization.name);
  const filter = Route.useSearch();
  const navigate = Route.useNavigate();
  const allowed = hasPermission(organization, "audit.view");
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader
        title={auditLogCopy.title}
        above={organization.name}
        below={auditLogCopy.description}
        actions={allowed && <ExportMenu organizationId={organization.id} filter={filter} />}
      />
      {allowed ? (
        <>
          {hasPermission(organization, "security.manage") && <RetentionPanel organization={organization} />}
          {hasPermission(organization, "audit.manage") && <AuditStreamPanel organization={organization} />}
          <VerificationPanel verifyStep={verifyOrganization(organization.id)} />
          <AuditLog organization={organization} filter={filter} onFilter={(search) => void navigate({ search, replace: true })} />
        </>
      ) : (
        <PermissionDenied>{auditLogCopy.denied(organization.name)}</PermissionDenied>
      )}
    </div>
  );
}

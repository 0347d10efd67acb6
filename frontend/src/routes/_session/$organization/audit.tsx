import { createFileRoute } from "@tanstack/react-router";
import { hasPermission } from "@/app/session/permissions";
import { AuditLog } from "@/features/organizations/audit_log/audit-log";
import { ExportMenu } from "@/features/organizations/audit_log/export-menu";
import { parseFilter } from "@/features/organizations/audit_log/filter";
import { VerificationPanel } from "@/features/organizations/audit_log/verification-panel";
import { useOrganization } from "@/features/organizations/organizations/current-organization";
import { PageHeader } from "@/ui/page-header";
import { usePageTitle } from "@/ui/page-title";
import { PermissionDenied } from "@/ui/permission-denied";

export const Route = createFileRoute("/_session/$organization/audit")({ validateSearch: parseFilter, component: AuditPage });

function AuditPage() {
  const organization = useOrganization();
  usePageTitle("Audit log", organization.name);
  const filter = Route.useSearch();
  const navigate = Route.useNavigate();
  const allowed = hasPermission(organization.role, "audit.view");
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader
        title="Audit log"
        above={organization.name}
        below="Everything that was changed: by whom, from where, and what it was before."
        actions={allowed && <ExportMenu organizationId={organization.id} filter={filter} />}
      />
      {allowed ? (
        <>
          <VerificationPanel organization={organization} />
          <AuditLog organization={organization} filter={filter} onFilter={(search) => void navigate({ search, replace: true })} />
        </>
      ) : (
        <PermissionDenied>Owners and admins of {organization.name} read its audit log.</PermissionDenied>
      )}
    </div>
  );
}

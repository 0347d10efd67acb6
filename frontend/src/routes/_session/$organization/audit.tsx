import { createFileRoute } from "@tanstack/react-router";
import { AuditLog } from "@/audit/audit-log";
import { ExportMenu } from "@/audit/export-menu";
import { readFilter } from "@/audit/filter";
import { VerificationPanel } from "@/audit/verification-panel";
import { Refused } from "@/components/ui/refused";
import { useOrganization } from "@/session/organization";
import { may } from "@/session/permission";
import { PageHeader } from "@/shell/page-header";
import { usePageTitle } from "@/shell/page-title";

export const Route = createFileRoute("/_session/$organization/audit")({ validateSearch: readFilter, component: AuditPage });

function AuditPage() {
  const organization = useOrganization();
  usePageTitle("Audit log", organization.name);
  const filter = Route.useSearch();
  const navigate = Route.useNavigate();
  const allowed = may(organization.role, "audit.view");
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
        <Refused>Owners and admins of {organization.name} read its audit log.</Refused>
      )}
    </div>
  );
}

import type { ReactNode } from "react";
import type { MyOrganization } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { apiClientsCopy } from "@/features/identity/api_clients/copy";
import { PageHeader } from "@/ui/page-header";
import { Sections } from "@/ui/sections";

const copy = apiClientsCopy.keys.sections;

type HeaderProps = { organization: MyOrganization; title: string; below: string; actions: ReactNode };

/** The header of the pages about programs: API keys and service accounts. */
export function ProgramsHeader({ organization, title, below, actions }: HeaderProps) {
  const params = { organization: organization.slug };
  return (
    <>
      <PageHeader title={title} above={organization.name} below={below} actions={actions} />
      {hasPermission(organization, "serviceAccount.manage") && (
        <Sections
          label={copy.label}
          sections={[
            { label: copy.keys, to: "/$organization/keys", params },
            { label: copy.serviceAccounts, to: "/$organization/service-accounts", params },
          ]}
        />
      )}
    </>
  );
}

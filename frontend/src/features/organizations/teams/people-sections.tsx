import type { MyOrganization } from "@/api/types";
import { Sections } from "@/ui/sections";
import { teamsCopy } from "./copy";

const copy = teamsCopy.sections;

/** The pages about people: members, teams and custom roles. */
export function PeopleSections({ organization }: { organization: MyOrganization }) {
  const params = { organization: organization.slug };
  return (
    <Sections
      label={copy.label}
      sections={[
        { label: copy.members, to: "/$organization/team", params },
        { label: copy.teams, to: "/$organization/teams", params },
        { label: copy.roles, to: "/$organization/roles", params },
      ]}
    />
  );
}

import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Boxes, LogIn, Plus } from "lucide-react";
import { Fragment, useState } from "react";
import { hasPermission } from "@/app/session/permissions";
import { useSession } from "@/app/session/session";
import { suggestionsQuery, useJoin } from "@/features/organizations/domains/suggestions";
import { useEstateSearch } from "@/features/organizations/estates/use-estate-search";
import { CreateEstateForm } from "@/features/organizations/estates/create-estate-form";
import { Dialog } from "@/ui/dialog";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuRadioGroup, MenuRadioItem, MenuSeparator, MenuTrigger } from "@/ui/menu";
import type { MenuContentProps } from "@/ui/on-demand";
import type { ListOption } from "@/ui/searchable-list";
import { shellCopy } from "./copy";
import { EstateSearch } from "./estate-search";
import type { CurrentEstate } from "./pages";

const copy = shellCopy.switcher;

/** With more estates, the switcher has a search field. */
const MAX_MENU_ESTATES = 7;

/** The menu of the estate switcher. */
export default function EstateMenu({ organization, estateId, trigger, triggerClass }: CurrentEstate & MenuContentProps) {
  const { organizations, session } = useSession();
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const [open, setOpen] = useState(true);
  // Loaded when the menu opens. A failure only means that nothing is suggested.
  const suggestions = useQuery({ ...suggestionsQuery, enabled: open }).data?.items ?? [];
  const join = useJoin();
  const [query, setQuery] = useState("");
  const found = useEstateSearch(organizations, query);
  const estates = found.estates.map((estate) => ({
    ...estate,
    onSelect: () => void navigate({ to: "/$organization/$estateId", params: { organization: estate.organization.slug, estateId: estate.id } }),
  }));
  const emptyOrganizations = organizations
    .filter((owner) => owner.estates.length === 0)
    .map((owner) => ({ id: owner.id, name: copy.noEstates, organization: owner, onSelect: () => void navigate({ to: "/$organization", params: { organization: owner.slug } }) }));
  // an administrator who impersonates the user joins and creates none
  const joining: ListOption[] = session.impersonatedBy ? [] : [
    { id: "create-organization", label: copy.createOrganization, icon: <Plus aria-hidden />, onSelect: () => void navigate({ to: "/new-organization" }) },
    // Last, so that the other options do not move when these load.
    ...suggestions.filter(({ needsRequest }) => !needsRequest).map(({ organizationId, name }) => ({
      id: organizationId,
      label: copy.join(name),
      icon: <LogIn aria-hidden />,
      onSelect: () => join.mutate({ params: { path: { organizationId } } }),
    })),
  ];
  const actions = [...joining];
  if (organization && hasPermission(organization, "estate.create")) {
    actions.unshift({ id: "create-estate", label: copy.createEstate(organization.name), icon: <Plus aria-hidden />, onSelect: () => setCreating(true) });
  }
  if (organization && hasPermission(organization, "estate.view")) {
    actions.unshift({ id: "all-estates", label: copy.allEstates, icon: <Boxes aria-hidden />, onSelect: () => void navigate({ to: "/$organization/estates", params: { organization: organization.slug } }) });
  }
  return (
    <>
      {estates.length > MAX_MENU_ESTATES ? (
        <EstateSearch
          open={open}
          onOpenChange={setOpen}
          query={query}
          onQuery={setQuery}
          estates={[...estates, ...emptyOrganizations]}
          hasMore={found.hasMore}
          isLoading={found.isLoading}
          currentId={estateId}
          actions={actions}
          trigger={trigger}
          triggerClass={triggerClass}
        />
      ) : (
        <Menu open={open} onOpenChange={setOpen}>
          <MenuTrigger className={triggerClass}>{trigger}</MenuTrigger>
          <MenuContent align="start" className="w-64">
            <MenuRadioGroup value={estateId ?? ""} onValueChange={(id) => estates.find((estate) => estate.id === id)?.onSelect()}>
              {organizations.map(({ id, slug, name, estates: ownEstates }) => (
                <Fragment key={id}>
                  <MenuLabel>{name}</MenuLabel>
                  {ownEstates.map((candidate) => (
                    <MenuRadioItem key={candidate.id} value={candidate.id}>
                      <span className="truncate">{candidate.name}</span>
                    </MenuRadioItem>
                  ))}
                  {ownEstates.length === 0 && (
                    <MenuItem asChild>
                      <Link to="/$organization" params={{ organization: slug }} className="text-quiet">
                        {copy.noEstates}
                      </Link>
                    </MenuItem>
                  )}
                </Fragment>
              ))}
            </MenuRadioGroup>
            <MenuSeparator />
            {actions.map(({ id, label, icon, onSelect }) => (
              <MenuItem key={id} onSelect={onSelect}>
                {icon}
                <span className="truncate">{label}</span>
              </MenuItem>
            ))}
          </MenuContent>
        </Menu>
      )}
      {organization && (
        <Dialog open={creating} onOpenChange={setCreating}>
          <CreateEstateForm organization={organization} onDone={() => setCreating(false)} />
        </Dialog>
      )}
    </>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { LogIn, Plus } from "lucide-react";
import { Fragment, useState } from "react";
import type { MyOrganization } from "@/api/types";
import { hasPermission } from "@/app/session/permissions";
import { useSession } from "@/app/session/session";
import { suggestionsQuery, useJoin } from "@/features/organizations/domains/suggestions";
import { CreateEstateForm } from "@/features/organizations/estates/create-estate-form";
import { Dialog } from "@/ui/dialog";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuRadioGroup, MenuRadioItem, MenuSeparator, MenuTrigger } from "@/ui/menu";
import type { MenuContentProps } from "@/ui/on-demand";
import { shellCopy } from "./copy";

const copy = shellCopy.switcher;

type SwitcherProps = { organization: MyOrganization | undefined; estateId: string | undefined };

/** The menu of the estate switcher. */
export default function EstateMenu({ organization, estateId, trigger, triggerClass }: SwitcherProps & MenuContentProps) {
  const { organizations } = useSession();
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const [open, setOpen] = useState(true);
  // Loaded when the menu opens. A failure only means that nothing is suggested.
  const suggestions = useQuery({ ...suggestionsQuery, enabled: open }).data?.items ?? [];
  const join = useJoin();
  const go = (chosenId: string) => {
    const owner = organizations.find(({ estates }) => estates.some(({ id }) => id === chosenId));
    if (owner) void navigate({ to: "/$organization/$estateId", params: { organization: owner.slug, estateId: chosenId } });
  };
  return (
    <>
      <Menu open={open} onOpenChange={setOpen}>
        <MenuTrigger className={triggerClass}>{trigger}</MenuTrigger>
        <MenuContent align="start" className="w-64">
          <MenuRadioGroup value={estateId ?? ""} onValueChange={go}>
            {organizations.map(({ id, slug, name, estates }) => (
              <Fragment key={id}>
                <MenuLabel>{name}</MenuLabel>
                {estates.map((candidate) => (
                  <MenuRadioItem key={candidate.id} value={candidate.id}>
                    <span className="truncate">{candidate.name}</span>
                  </MenuRadioItem>
                ))}
                {estates.length === 0 && (
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
          {organization && hasPermission(organization.role, "estate.create") && (
            <MenuItem onSelect={() => setCreating(true)}>
              <Plus aria-hidden />
              {copy.createEstate(organization.name)}
            </MenuItem>
          )}
          <MenuItem asChild>
            <Link to="/new-organization">
              <Plus aria-hidden />
              {copy.createOrganization}
            </Link>
          </MenuItem>
          {/* Last, so that the other items do not move when these load. */}
          {suggestions.map(({ organizationId, name }) => (
            <MenuItem key={organizationId} disabled={join.isPending} onSelect={() => join.mutate({ params: { path: { organizationId } } })}>
              <LogIn aria-hidden />
              <span className="truncate">{copy.join(name)}</span>
            </MenuItem>
          ))}
        </MenuContent>
      </Menu>
      {organization && (
        <Dialog open={creating} onOpenChange={setCreating}>
          <CreateEstateForm organization={organization} onDone={() => setCreating(false)} />
        </Dialog>
      )}
    </>
  );
}

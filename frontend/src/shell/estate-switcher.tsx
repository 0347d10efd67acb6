import { Link, useNavigate } from "@tanstack/react-router";
import { ChevronsUpDown, Plus } from "lucide-react";
import { Fragment, useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuRadioGroup, MenuRadioItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import type { MyOrganization } from "@/api/types";
import { useMe } from "@/session/me";
import { may } from "@/session/permission";
import { Logo } from "./logo";
import { NewEstateForm } from "./new-estate-form";

type SwitcherProps = { organization: MyOrganization | undefined; estateId: string | undefined };

/** Which estate of which organization is shown, and the way to another. */
export function EstateSwitcher({ organization, estateId }: SwitcherProps) {
  const { organizations } = useMe();
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const estate = organization?.estates.find((candidate) => candidate.id === estateId);
  const open = (chosenId: string) => {
    const owner = organizations.find(({ estates }) => estates.some(({ id }) => id === chosenId));
    if (owner) void navigate({ to: "/$organization/$estateId", params: { organization: owner.slug, estateId: chosenId } });
  };
  return (
    <>
      <Menu>
        <MenuTrigger className="flex w-full min-w-0 items-center gap-2.5 rounded-md p-1.5 text-left hover:bg-hover data-[state=open]:bg-hover">
          <Logo />
          <span className="grid min-w-0 flex-1 leading-tight">
            <span className="truncate font-semibold">{estate?.name ?? organization?.name ?? "Steward"}</span>
            {estate && <span className="truncate text-xs text-quiet">{organization?.name}</span>}
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-quiet" />
          <span className="sr-only">Switch organization or estate</span>
        </MenuTrigger>
        <MenuContent align="start" className="w-64">
          <MenuRadioGroup value={estateId ?? ""} onValueChange={open}>
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
                      No estate yet
                    </Link>
                  </MenuItem>
                )}
              </Fragment>
            ))}
          </MenuRadioGroup>
          <MenuSeparator />
          {organization && may(organization.role, "estate.create") && (
            <MenuItem onSelect={() => setCreating(true)}>
              <Plus aria-hidden />
              New estate in {organization.name}
            </MenuItem>
          )}
          <MenuItem asChild>
            <Link to="/new-organization">
              <Plus aria-hidden />
              New organization
            </Link>
          </MenuItem>
        </MenuContent>
      </Menu>
      {organization && (
        <Dialog open={creating} onOpenChange={setCreating}>
          <NewEstateForm organization={organization} onDone={() => setCreating(false)} />
        </Dialog>
      )}
    </>
  );
}

import { ChevronsUpDown } from "lucide-react";
import { Logo } from "@/ui/logo";
import { MenuOnDemand } from "@/ui/on-demand";
import { Picture } from "@/ui/picture";
import { shellCopy } from "./copy";
import type { CurrentEstate } from "./pages";

const loadMenu = () => import("./estate-menu");

/** Shows the current estate and switches to another; also creates estates and joins suggested organizations. */
export function EstateSwitcher(current: CurrentEstate) {
  const { organization, estateName } = current;
  return (
    <MenuOnDemand
      load={loadMenu}
      content={current}
      triggerClass="flex w-full min-w-0 items-center gap-2.5 rounded-md p-1.5 text-left hover:bg-hover data-[state=open]:bg-hover"
      trigger={
        <>
          {organization?.logo ? <Picture name={organization.name} image={organization.logo} shape="organization" className="size-7!" /> : <Logo />}
          <span className="grid min-w-0 flex-1 leading-tight">
            <span className="truncate font-semibold">{estateName ?? organization?.name ?? shellCopy.product}</span>
            {estateName && <span className="truncate text-xs text-quiet">{organization?.name}</span>}
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-quiet" />
          <span className="sr-only">{shellCopy.switcher.open}</span>
        </>
      }
    />
  );
}

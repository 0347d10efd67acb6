import { Link, type LinkProps } from "@tanstack/react-router";

type Section = LinkProps & { label: string };

/** The sections of a page as links; each section has its own URL. */
export function Sections({ label, sections }: { label: string; sections: readonly Section[] }) {
  return (
    <nav aria-label={label} className="-mx-4 overflow-x-auto border-b border-line px-4 sm:mx-0 sm:px-0">
      <ul className="flex gap-5">
        {sections.map(({ label: name, ...link }) => (
          <li key={name} className="shrink-0">
            <Link
              {...link}
              activeOptions={{ exact: true, includeSearch: false }}
              className="-mb-px block border-b-2 border-transparent py-2 text-quiet -outline-offset-2 hover:text-foreground data-[status=active]:border-live data-[status=active]:font-medium data-[status=active]:text-foreground"
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

import type { ReactNode } from "react";
import { PageHeader } from "@/ui/page-header";
import { SearchField } from "@/ui/search-field";
import { adminCopy } from "./copy";

type ListPageProps = {
  title: string;
  below?: string;
  /** The accessible name of the search field. */
  search: string;
  q: string;
  onSearch: (q: string) => void;
  filters?: ReactNode;
  children: ReactNode;
};

/** The layout of an admin page with a searchable list. */
export function ListPage({ title, below, search, q, onSearch, filters, children }: ListPageProps) {
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title={title} above={adminCopy.area} below={below} />
      <div className="flex flex-wrap gap-2">
        <SearchField label={search} value={q} onSearch={onSearch} className="flex-1 basis-56" />
        {filters}
      </div>
      {children}
    </div>
  );
}

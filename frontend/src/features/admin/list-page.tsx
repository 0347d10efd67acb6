import type { ReactNode } from "react";
import { PageHeader } from "@/ui/page-header";
import { SearchField } from "@/ui/search-field";

type ListPageProps = {
  title: string;
  below?: string;
  /** What the search looks into. */
  search: string;
  q: string;
  onSearch: (q: string) => void;
  /** Further filters beside the search. */
  filters?: ReactNode;
  children: ReactNode;
};

/** A page of administrators with a list that can be searched. */
export function ListPage({ title, below, search, q, onSearch, filters, children }: ListPageProps) {
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title={title} above="Admin" below={below} />
      <div className="flex flex-wrap gap-2">
        <SearchField label={search} value={q} onSearch={onSearch} className="flex-1 basis-56" />
        {filters}
      </div>
      {children}
    </div>
  );
}

/** The search that an address names. */
export function parseSearch(search: Record<string, unknown>): { q?: string } {
  return typeof search.q === "string" && search.q !== "" ? { q: search.q } : {};
}

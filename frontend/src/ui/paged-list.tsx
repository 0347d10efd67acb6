import { ShieldX } from "lucide-react";
import type { ReactNode } from "react";
import { asApiError, describeError } from "@/api/error";
import { Button } from "./button";
import { Empty } from "./empty";
import { LoadMore } from "./load-more";
import { Notice } from "./notice";

type Pages<Item> = {
  data: { pages: { items: Item[] }[] } | undefined;
  isPending: boolean;
  error: unknown;
  hasNextPage: boolean;
  isFetching: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
  refetch: () => Promise<unknown>;
};

type PagedListProps<Item> = {
  pages: Pages<Item>;
  /** The list's name for screen readers. */
  label: string;
  /** What stands in place of rows that are on their way. */
  skeleton: ReactNode;
  /** What stands there when there are none. */
  empty: ReactNode;
  /** One row: a list item with its key. */
  children: (item: Item) => ReactNode;
  className?: string;
};

/** A list that comes a page at a time, whatever became of it: on its way, empty, refused, failed, or there. */
export function PagedList<Item>({ pages, label, skeleton, empty, children, className = "divide-y divide-line" }: PagedListProps<Item>) {
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  if (pages.isPending) {
    return (
      <>
        <span role="status" className="sr-only">
          Loading
        </span>
        {skeleton}
      </>
    );
  }
  if (pages.data === undefined) return <ListError error={pages.error} onRetry={pages.refetch} pending={pages.isFetching} />;
  return (
    <>
      {items.length === 0 ? (
        empty
      ) : (
        <ul aria-label={label} className={className}>
          {items.map(children)}
        </ul>
      )}
      <LoadMore pages={pages} />
    </>
  );
}

type ListErrorProps = { error: unknown; onRetry: () => Promise<unknown>; pending: boolean };

/** Why a part of a page is not there: refused, which trying again does not mend, or failed. */
export function ListError({ error, onRetry, pending }: ListErrorProps) {
  const { title, detail } = describeError(error);
  if (asApiError(error)?.status === 403) {
    return (
      <Empty icon={ShieldX} title={title}>
        <p>{detail}</p>
      </Empty>
    );
  }
  return (
    <Notice tone="danger" className="m-4" title={title}>
      <p>{detail}</p>
      <Button size="small" className="mt-2" pending={pending} onClick={() => void onRetry()}>
        Try again
      </Button>
    </Notice>
  );
}

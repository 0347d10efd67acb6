import { keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { Hourglass } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { paged } from "@/api/paged";
import type { WaitlistEntry } from "@/api/types";
import { adminCopy } from "@/features/admin/copy";
import { ListPage } from "@/features/admin/list-page";
import { rowClass, RowSkeletons } from "@/features/admin/row-skeletons";
import { parseSearch } from "@/features/admin/search";
import { adminSignUpCopy } from "@/features/admin/sign_up/copy";
import { ModeNotice } from "@/features/admin/sign_up/mode-notice";
import { Ago } from "@/format/time";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/checkbox";
import { classNames } from "@/ui/class-names";
import { Confirmation } from "@/ui/confirmation";
import { Empty } from "@/ui/empty";
import { usePageTitle } from "@/ui/page-title";
import { PagedList } from "@/ui/paged-list";
import { Panel } from "@/ui/panel";
import { Select } from "@/ui/select";
import { toast } from "@/ui/toast";

type Search = { q?: string; accepted?: true };

export const Route = createFileRoute("/_session/admin/waitlist")({
  validateSearch: (search): Search => ({ ...parseSearch(search), ...(search.accepted === true ? { accepted: true } : {}) }),
  component: WaitlistPage,
});

const path = "/api/admin/waitlist";
const copy = adminSignUpCopy.waitlist;
/** The API lets in so many at a time. */
const MAX_ACCEPTED = 100;

const statuses = [
  { value: "waiting", label: copy.statuses.waiting },
  { value: "accepted", label: copy.statuses.accepted },
] as const;

/** Those who wait to sign up, and those who were let in and have not signed up yet. */
function WaitlistPage() {
  usePageTitle(copy.title, adminCopy.area);
  const search = Route.useSearch();
  const { q = "", accepted = false } = search;
  const navigate = Route.useNavigate();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const pages = api.useInfiniteQuery("get", path, { params: { query: { limit: 50, ...search } } }, { ...paged, placeholderData: keepPreviousData });
  const shown = pages.data?.pages.flatMap(({ items }) => items).map(({ id }) => id) ?? [];
  // what is no longer shown is not let in
  const chosen = shown.filter((id) => selected.has(id)).slice(0, MAX_ACCEPTED);
  const select = (ids: string[], isSelected: boolean) => setSelected(new Set([...selected].filter((id) => !ids.includes(id)).concat(isSelected ? ids : [])));
  return (
    <ListPage
      title={copy.title}
      search={copy.search}
      q={q}
      onSearch={(text) => void navigate({ search: { ...(text ? { q: text } : {}), ...(accepted ? { accepted } : {}) }, replace: true })}
      filters={
        <Select
          aria-label={copy.status}
          className="w-32"
          value={accepted ? "accepted" : "waiting"}
          options={statuses}
          onChange={(status) => void navigate({ search: { ...(q ? { q } : {}), ...(status === "accepted" ? { accepted: true as const } : {}) }, replace: true })}
        />
      }
    >
      <ModeNotice />
      {!accepted && shown.length > 0 && (
        <div className="flex flex-wrap items-center justify-between gap-3">
          <Checkbox label={copy.selectAll} checked={chosen.length === Math.min(shown.length, MAX_ACCEPTED)} onChange={(isSelected) => select(shown, isSelected)} />
          <AcceptButton ids={chosen} onDone={() => setSelected(new Set())} />
        </div>
      )}
      <Panel className={classNames(pages.isPlaceholderData && "opacity-70")}>
        <PagedList pages={pages} label={copy.title} skeleton={<RowSkeletons />} empty={<Empty icon={Hourglass} title={q ? copy.noMatch : accepted ? copy.emptyAccepted : copy.empty} />}>
          {(entry) => <EntryRow key={entry.id} entry={entry} isSelected={chosen.includes(entry.id)} onSelect={(isSelected) => select([entry.id], isSelected)} />}
        </PagedList>
      </Panel>
    </ListPage>
  );
}

function AcceptButton({ ids, onDone }: { ids: string[]; onDone: () => void }) {
  const queryClient = useQueryClient();
  const accept = api.useMutation("post", `${path}/accept`, {
    onSuccess: async ({ accepted }) => {
      onDone();
      await queryClient.invalidateQueries({ queryKey: ["get", path] });
      toast.success(copy.accepted(accepted));
    },
  });
  return (
    <Confirmation
      trigger={
        <Button variant="primary" disabled={ids.length === 0}>
          {copy.accept(ids.length)}
        </Button>
      }
      title={copy.acceptTitle(ids.length)}
      description={copy.acceptConsequence}
      confirm={copy.acceptConfirm}
      onConfirm={() => accept.mutateAsync({ body: { ids } })}
    />
  );
}

type EntryRowProps = { entry: WaitlistEntry; isSelected: boolean; onSelect: (isSelected: boolean) => void };

function EntryRow({ entry: { id, name, email, createdAt, acceptedAt }, isSelected, onSelect }: EntryRowProps) {
  const queryClient = useQueryClient();
  const remove = api.useMutation("delete", `${path}/{waitlistEntryId}`, {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["get", path] });
      toast.success(copy.removed(email));
    },
  });
  return (
    <li className={rowClass}>
      <div className="min-w-0 flex-1 basis-56">
        {acceptedAt ? (
          <div className="grid leading-snug">
            <span className="font-medium break-words">{name}</span>
            <span className="text-xs break-all text-quiet">{email}</span>
          </div>
        ) : (
          <Checkbox label={<span className="break-words">{name}</span>} hint={<span className="break-all">{email}</span>} checked={isSelected} onChange={onSelect} />
        )}
      </div>
      <span className="text-xs text-quiet">
        {acceptedAt ? copy.letIn : copy.waitingSince} <Ago at={acceptedAt ?? createdAt} />
      </span>
      <Confirmation
        trigger={<Button size="small">{copy.remove}</Button>}
        title={copy.removeTitle(email)}
        description={copy.removeConsequence}
        confirm={copy.remove}
        danger
        onConfirm={() => remove.mutateAsync({ params: { path: { waitlistEntryId: id } } })}
      />
    </li>
  );
}

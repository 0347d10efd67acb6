import { User, X } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import type { Member, MyOrganization } from "@/api/types";
import { MemberPicker } from "@/features/organizations/members/member-picker";
import { Button } from "@/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/ui/dialog";
import { SubmitButton } from "@/ui/form/submit-button";
import { Input } from "@/ui/input";
import { SearchField } from "@/ui/search-field";
import { auditLogCopy } from "./copy";
import type { AuditFilter } from "./filter";

const copy = auditLogCopy.filter;

type FilterBarProps = {
  organization: MyOrganization;
  filter: AuditFilter;
  onFilter: (filter: AuditFilter) => void;
  /** The name of the filter's actor, if known. */
  actorName: string | undefined;
  actions: readonly string[];
  resourceTypes: readonly string[];
};

/** The filters of the audit log. */
export function FilterBar({ organization, filter, onFilter, actorName, actions, resourceTypes }: FilterBarProps) {
  const change = (name: keyof AuditFilter, value: string | undefined) => {
    const { [name]: _, ...others } = filter;
    onFilter(value ? { ...others, [name]: value } : others);
  };
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <div className="grid gap-2">
      <div className="grid gap-2 sm:grid-cols-2 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1fr)_auto_auto]">
        <ActorButton organization={organization} name={filter.actorId && (actorName ?? filter.actorId)} onChoose={(actorId) => change("actorId", actorId)} />
        <SearchField label={copy.action} value={filter.action ?? ""} suggestions={actions} onSearch={(text) => change("action", text)} />
        <SearchField label={copy.resource} value={filter.resourceType ?? ""} suggestions={resourceTypes} onSearch={(text) => change("resourceType", text)} />
        <Day label={copy.from} value={filter.from} max={filter.to} onChange={(day) => change("from", day)} />
        <Day label={copy.to} value={filter.to} min={filter.from} onChange={(day) => change("to", day)} />
      </div>
      {isFiltered && (
        <div className="flex flex-wrap items-center gap-2">
          {filter.resourceId && (
            <span className="inline-flex min-w-0 items-center gap-1 rounded-md bg-hover py-0.5 pr-0.5 pl-2 text-xs">
              <code className="font-mono break-all">{filter.resourceId}</code>
              <Button variant="ghost" size="smallIcon" className="size-6!" aria-label={copy.clearResource} onClick={() => change("resourceId", undefined)}>
                <X aria-hidden />
              </Button>
            </span>
          )}
          <Button size="small" variant="ghost" onClick={() => onFilter({})}>
            {copy.clear}
          </Button>
        </div>
      )}
    </div>
  );
}

type DayProps = { label: string; value: string | undefined; min?: string | undefined; max?: string | undefined; onChange: (day: string) => void };

function Day({ label, value = "", onChange, ...bounds }: DayProps) {
  const id = useId();
  return (
    <div className="flex items-center gap-2">
      <label htmlFor={id} className="w-9 shrink-0 text-quiet lg:w-auto">
        {label}
      </label>
      <Input id={id} type="date" className="min-w-0 flex-1" value={value} onChange={(event) => onChange(event.target.value)} {...bounds} />
    </div>
  );
}

type ActorButtonProps = { organization: MyOrganization; name: string | undefined; onChoose: (actorId: string | undefined) => void };

/** Filters by a member. API keys and webhooks are filtered from one of their events. */
function ActorButton({ organization, name, onChoose }: ActorButtonProps) {
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<Member | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChoose(chosen?.userId);
    setOpen(false);
  };
  return (
    <div className="flex min-w-0 gap-1">
      <Dialog
        open={open}
        onOpenChange={(opening) => {
          setChosen(null);
          setOpen(opening);
        }}
      >
        <DialogTrigger asChild>
          <Button className="min-w-0 flex-1 justify-start! font-normal!">
            <User aria-hidden className="text-quiet" />
            <span className="truncate">
              <span className="sr-only">{copy.person.label} </span>
              {name ?? copy.person.anyone}
            </span>
          </Button>
        </DialogTrigger>
        <DialogContent title={copy.person.title}>
          <form className="grid gap-5" onSubmit={submit}>
            <MemberPicker organizationId={organization.id} label={copy.person.picker} chosen={chosen} onChoose={setChosen} />
            <SubmitButton disabled={chosen === null} className="justify-self-end">
              {copy.person.submit}
            </SubmitButton>
          </form>
        </DialogContent>
      </Dialog>
      {name !== undefined && (
        <Button variant="ghost" size="icon" aria-label={copy.person.clear} title={copy.person.clear} onClick={() => onChoose(undefined)}>
          <X aria-hidden />
        </Button>
      )}
    </div>
  );
}

import { X } from "lucide-react";
import { type ReactNode, useId, useRef } from "react";
import { formatDay } from "@/format/day";
import { Button } from "@/ui/button";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { ActionFacet, type ActionGroups } from "./action-facet";
import { auditLogCopy } from "./copy";
import { actionLabel, type Directory, resourceTypeLabel } from "./describe-event";
import type { AuditFilter } from "./filter";

const copy = auditLogCopy.filter;
const anyType = "any";

type FilterBarProps = {
  filter: AuditFilter;
  onFilter: (filter: AuditFilter) => void;
  nameOf: Directory["nameOf"];
  actionGroups: ActionGroups;
  resourceTypes: string[];
  /** The filter by a person: its current name, and what to do with another one. */
  personFacet?: (name: string | undefined, onChoose: (actorId: string | undefined) => void) => ReactNode;
};

/** The facets of the audit log, and the active filters as chips that remove them. */
export function FilterBar({ filter, onFilter, nameOf, actionGroups, resourceTypes, personFacet }: FilterBarProps) {
  const facets = useRef<HTMLDivElement>(null);
  const change = (name: keyof AuditFilter, value: string | undefined) => {
    const { [name]: _, ...others } = filter;
    onFilter(value ? { ...others, [name]: value } : others);
  };
  const remove = (name: keyof AuditFilter | null) => {
    if (name === null) onFilter({});
    else change(name, undefined);
    // The chip that had the focus is gone.
    facets.current?.focus();
  };
  const types = filter.resourceType && !resourceTypes.includes(filter.resourceType) ? [...resourceTypes, filter.resourceType] : resourceTypes;
  return (
    <div className="grid gap-2">
      <div
        ref={facets}
        role="group"
        aria-label={copy.label}
        tabIndex={-1}
        className="grid gap-2 outline-none sm:grid-cols-2 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1fr)_auto_auto]"
      >
        {personFacet?.(filter.actorId && (nameOf(filter.actorId) ?? filter.actorId), (actorId) => change("actorId", actorId))}
        <ActionFacet groups={actionGroups} action={filter.action} onChoose={(action) => change("action", action)} />
        <Select
          aria-label={copy.resourceType.label}
          value={filter.resourceType ?? anyType}
          options={[{ value: anyType, label: copy.resourceType.any }, ...types.map((value) => ({ value, label: resourceTypeLabel(value) }))]}
          onChange={(type) => change("resourceType", type === anyType ? undefined : type)}
        />
        <Day label={copy.from} value={filter.from} max={filter.to} onChange={(day) => change("from", day)} />
        <Day label={copy.to} value={filter.to} min={filter.from} onChange={(day) => change("to", day)} />
      </div>
      <Chips filter={filter} nameOf={nameOf} onRemove={remove} />
    </div>
  );
}

type ChipsProps = { filter: AuditFilter; nameOf: Directory["nameOf"]; onRemove: (name: keyof AuditFilter | null) => void };

function Chips({ filter, nameOf, onRemove }: ChipsProps) {
  const { actorId, action, resourceType, resourceId, from, to } = filter;
  const chips: [keyof AuditFilter, string, string | undefined][] = [
    ["actorId", copy.person.label, actorId && (nameOf(actorId) ?? actorId)],
    ["action", copy.action.label, action && actionLabel(action)],
    ["resourceType", copy.resourceType.label, resourceType && resourceTypeLabel(resourceType)],
    ["resourceId", copy.resourceId.label, resourceId && (nameOf(resourceId) ?? resourceId)],
    ["from", copy.from, from && formatDay(`${from}T00:00`)],
    ["to", copy.to, to && formatDay(`${to}T00:00`)],
  ];
  const active = chips.flatMap(([name, label, value]) => (value ? [{ name, text: copy.chip(label, value) }] : []));
  if (active.length === 0) return null;
  return (
    <ul aria-label={copy.active} className="flex flex-wrap items-center gap-2">
      {active.map(({ name, text }) => (
        <li key={name} className="min-w-0">
          <Button size="small" className="max-w-full" title={copy.remove} onClick={() => onRemove(name)}>
            <span className="sr-only">{copy.remove} </span>
            <span className="truncate">{text}</span>
            <X aria-hidden className="text-quiet" />
          </Button>
        </li>
      ))}
      <li>
        <Button size="small" variant="ghost" onClick={() => onRemove(null)}>
          {copy.clear}
        </Button>
      </li>
    </ul>
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

import { Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from "react";
import { classNames } from "./class-names";

export type ListOption = { id: string; label: string; detail?: string; icon?: ReactNode; marker?: ReactNode; onSelect: () => void };
export type OptionGroup = { title: string; options: ListOption[] };

type SearchableListProps = {
  /** The accessible name of the input and of the list. */
  label: string;
  query: string;
  onQuery: (query: string) => void;
  groups: OptionGroup[];
  /** Shown below the options, such as a loading or empty state. */
  children?: ReactNode;
};

/** A search input that controls a list of grouped options: arrow keys move, Enter selects. */
export function SearchableList({ label, query, onQuery, groups, children }: SearchableListProps) {
  const id = useId();
  const [activeId, setActiveId] = useState<string | null>(null);
  const options = groups.flatMap((group) => group.options);
  const index = Math.max(0, options.findIndex((option) => option.id === activeId));
  const active = options[index];
  const domId = (option: ListOption) => `${id}-${option.id}`;
  const activeDomId = active && domId(active);
  useEffect(() => {
    if (activeDomId) document.getElementById(activeDomId)?.scrollIntoView({ block: "nearest" });
  }, [activeDomId]);
  const move = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setActiveId(options[(index + step + options.length) % options.length]?.id ?? null);
    else if (event.key === "Enter") active?.onSelect();
    else return;
    event.preventDefault();
  };
  return (
    <>
      <label className="flex shrink-0 items-center gap-2.5 border-b border-line px-4">
        <Search aria-hidden className="size-4 shrink-0 text-quiet" />
        <input
          role="combobox"
          aria-label={label}
          aria-autocomplete="list"
          aria-expanded={options.length > 0}
          aria-controls={options.length > 0 ? id : undefined}
          aria-activedescendant={activeDomId}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          placeholder={label}
          className="h-12 w-full min-w-0 bg-transparent text-base outline-none placeholder:text-quiet sm:text-sm"
          value={query}
          onChange={(event) => {
            onQuery(event.target.value);
            setActiveId(null);
          }}
          onKeyDown={move}
        />
      </label>
      {options.length > 0 && (
        <div role="listbox" id={id} aria-label={label} className="min-h-0 overflow-y-auto p-1">
          {groups.map(({ title, options: grouped }, groupIndex) => (
            <div key={groupIndex} role="group" aria-label={title}>
              <p aria-hidden className="truncate px-2 py-1 text-xs font-medium text-quiet">
                {title}
              </p>
              {grouped.map((option) => (
                <div
                  key={option.id}
                  id={domId(option)}
                  role="option"
                  aria-selected={option === active}
                  className={classNames(
                    "flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 py-1 select-none [&_svg]:size-4 [&_svg]:shrink-0",
                    option === active && "bg-hover",
                  )}
                  onPointerMove={() => setActiveId(option.id)}
                  onClick={option.onSelect}
                >
                  {option.icon}
                  <span className="truncate">{option.label}</span>
                  {option.detail && <span className="ml-auto min-w-0 truncate pl-4 text-xs text-quiet">{option.detail}</span>}
                  {option.marker}
                </div>
              ))}
            </div>
          ))}
        </div>
      )}
      {children}
    </>
  );
}

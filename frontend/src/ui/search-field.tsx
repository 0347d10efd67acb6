import { Search } from "lucide-react";
import { useEffect, useEffectEvent, useId, useRef, useState } from "react";
import { classNames } from "./class-names";
import { Input } from "./input";

/** Milliseconds without typing after which the search begins. */
const debounceDelay = 300;

type SearchFieldProps = {
  /** What is searched, for screen readers and as placeholder. */
  label: string;
  /** What is searched for now, such as from the address. */
  value: string;
  onSearch: (text: string) => void;
  /** Texts that are offered while typing. */
  suggestions?: readonly string[];
  className?: string;
};

/** A text to search for. It follows `value`, such as on the way back, and tells a new text once typing has paused. */
export function SearchField({ label, value, onSearch, suggestions, className }: SearchFieldProps) {
  const listId = useId();
  const [text, setText] = useState(value);
  const lastSearch = useRef(value);
  useEffect(() => {
    if (value === lastSearch.current) return;
    lastSearch.current = value;
    setText(value);
  }, [value]);
  const search = useEffectEvent((query: string) => {
    lastSearch.current = query;
    onSearch(query);
  });
  useEffect(() => {
    const query = text.trim();
    if (query === lastSearch.current) return;
    const timer = setTimeout(() => search(query), debounceDelay);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <label className={classNames("relative block min-w-0", className)}>
      <span className="sr-only">{label}</span>
      <Search aria-hidden className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-quiet" />
      <Input
        type="search"
        placeholder={label}
        className="pl-8"
        maxLength={200}
        spellCheck={false}
        list={suggestions && listId}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {suggestions && (
        <datalist id={listId}>
          {suggestions.map((suggestion) => (
            <option key={suggestion} value={suggestion} />
          ))}
        </datalist>
      )}
    </label>
  );
}

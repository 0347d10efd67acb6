import { RadioGroup } from "radix-ui";

/** One option of a `RadioGroup`, as a card with a name and a note. */
export function RadioCard({ value, name, note }: { value: string; name: string; note: string }) {
  return (
    <RadioGroup.Item
      value={value}
      className="grid rounded-md border border-line px-3 py-2 text-left hover:bg-hover data-[state=checked]:border-live data-[state=checked]:bg-live/8"
    >
      <span className="font-medium">{name}</span>
      <span className="text-xs text-quiet">{note}</span>
    </RadioGroup.Item>
  );
}

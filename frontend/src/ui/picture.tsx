import { useState } from "react";
import { classNames } from "./class-names";

type PictureProps = {
  /** The name whose initials stand in for a missing picture. */
  name: string;
  /** The path of the picture. */
  image: string | null | undefined;
  /** Pictures of users are round, those of organizations are squares. */
  shape?: "person" | "organization";
  className?: string;
};

/** The picture of a user or an organization, or the initials. Decorative: the name always stands beside it. */
export function Picture({ name, image, shape = "person", className }: PictureProps) {
  const [missing, setMissing] = useState<string | null>(null);
  const boxClass = classNames("size-8 shrink-0 overflow-hidden", shape === "person" ? "rounded-full" : "rounded-md", className);
  if (image && image !== missing) {
    return <img src={image} alt="" width={32} height={32} className={classNames(boxClass, "bg-hover object-cover")} onError={() => setMissing(image)} />;
  }
  return (
    <span aria-hidden className={classNames(boxClass, "grid place-items-center bg-live/9 text-xs font-semibold text-live uppercase")}>
      {initials(name)}
    </span>
  );
}

/** The first letters of the first and the last word of a name. */
function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => Array.from(word ?? "")[0] ?? "").join("");
  return letters || "?";
}

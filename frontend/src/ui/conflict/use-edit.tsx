import { Fragment, type ReactNode, useState } from "react";
import { asApiError } from "@/api/error";
import { OnDemand } from "@/ui/on-demand";

/** What the user wants done after a conflict. */
export type Choice = "save" | "load" | "cancel";

/** A value of what was changed, with its name. */
export type Fact = readonly [label: string, text: string];

type EditOptions = {
  /** What it is now, as the page's queries have it. */
  facts: readonly Fact[];
  /** Fetches what it is now. */
  refetch: () => Promise<unknown>;
  /** Starts the form again, from what it is now. */
  onLoad: () => void;
};

type IfMatch = { "If-Match": string };

const loadDialog = () => import("./conflict-dialog");

/**
 * Saves an edit only while nobody else has changed what the form was opened with. Otherwise the user sees what it is now, and
 * chooses whether to save anyway or to load it. Render `dialog` in the form.
 */
export function useEdit({ facts, refetch, onLoad }: EditOptions) {
  const [asked, setAsked] = useState<{ answer: (choice: Choice) => void } | null>(null);
  const save = async <Answer,>(revision: number, send: (header: IfMatch) => Promise<Answer>): Promise<Answer> => {
    try {
      return await send({ "If-Match": `"${revision}"` });
    } catch (error) {
      if (asApiError(error)?.error.code !== "PRECONDITION_FAILED") throw error;
      await refetch();
      const choice = await new Promise<Choice>((answer) => setAsked({ answer }));
      setAsked(null);
      if (choice === "save") return await send({ "If-Match": "*" });
      if (choice === "load") onLoad();
      throw error;
    }
  };
  const dialog = (
    <OnDemand load={loadDialog} when={asked !== null}>
      {({ ConflictDialog }) => asked && <ConflictDialog facts={facts} onChoice={asked.answer} />}
    </OnDemand>
  );
  return { save, dialog };
}

/** Renders a form that can start again from what it is now. */
export function Restartable({ children }: { children: (restart: () => void) => ReactNode }) {
  const [attempt, setAttempt] = useState(0);
  return <Fragment key={attempt}>{children(() => setAttempt((before) => before + 1))}</Fragment>;
}

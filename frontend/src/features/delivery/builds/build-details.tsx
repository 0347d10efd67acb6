import { ChevronDown } from "lucide-react";
import { useId, useState } from "react";
import type { Build } from "@/api/types";
import { Duration } from "@/format/time";
import { classNames } from "@/ui/class-names";
import { Panel } from "@/ui/panel";
import { BuildFacts } from "./build-facts";
import { CommitReference } from "./commit";
import { buildsCopy } from "./copy";
import { StepStrip } from "./step-strip";
import { StepTimeline } from "./step-timeline";
import { buildSpan } from "./steps";

/** The facts and steps of a build. On a small screen they are a summary that opens, so that the log is on the first screen. */
export function BuildDetails({ build, repositoryUrl }: { build: Build; repositoryUrl: string | undefined }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const { start, end } = buildSpan(build);
  return (
    <Panel>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        className="grid w-full gap-2 px-4 py-3 text-left focus-visible:-outline-offset-2 sm:hidden"
        onClick={() => setOpen(!open)}
      >
        <span className="flex min-w-0 items-center gap-3">
          <span className="flex min-w-0 flex-1 items-center gap-3 text-xs text-quiet">
            <CommitReference build={build} />
            <Duration start={start} end={end} className="font-mono" />
          </span>
          <span className="text-xs font-medium">{buildsCopy.page.details}</span>
          <ChevronDown aria-hidden className={classNames("size-4 shrink-0 text-quiet", open && "rotate-180")} />
        </span>
        {!open && <StepStrip steps={build.steps} />}
      </button>
      <div id={id} className={classNames("divide-y divide-line sm:block", open ? "border-t border-line sm:border-t-0" : "hidden")}>
        <BuildFacts build={build} repositoryUrl={repositoryUrl} />
        <div className="px-4 py-4">
          <StepTimeline build={build} />
        </div>
      </div>
    </Panel>
  );
}

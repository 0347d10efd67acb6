import type { BuildFailure } from "@/api/types";
import { Notice } from "@/ui/notice";

type Reason = { title: string; advice: string };

const reasons: Record<BuildFailure["code"], Reason> = {
  clone_failed: { title: "The repository could not be cloned", advice: "Check that it still exists and that the GitHub App may read it." },
  commit_not_found: { title: "The commit is not in the repository", advice: "It may have been replaced by a forced push." },
  path_not_found: { title: "The folder is not in the commit", advice: "The repository page says which folder is built." },
  install_failed: { title: "The dependencies could not be installed", advice: "The end of the log says why." },
  configuration_missing: {
    title: "There is no configuration",
    advice: "Add steward.config.ts, .js or .json, or a “steward” script that prints JSON.",
  },
  configuration_failed: { title: "The configuration could not be evaluated", advice: "The end of the log says where it stopped." },
  configuration_not_json: { title: "The configuration is not JSON", advice: "It must export, or print, one JSON value." },
  configuration_too_large: { title: "The configuration is too large", advice: "Keep data that grows outside of the configuration." },
  timed_out: { title: "The build took too long", advice: "A build is ended after ten minutes." },
  runner_lost: { title: "The runner went away", advice: "Nothing is wrong with the commit; rebuild it." },
  runner_unavailable: { title: "No runner could take the build", advice: "Nothing is wrong with the commit; rebuild it in a while." },
  credentials_failed: {
    title: "GitHub gave no access to the repository",
    advice: "The GitHub App may have been removed or suspended; look at the repository page.",
  },
  internal: { title: "Steward could not finish the build", advice: "Nothing is wrong with the commit; rebuild it." },
};

export function FailureBox({ failure }: { failure: BuildFailure }) {
  // A newer server may send a code that this page does not know.
  const reason: Reason | undefined = reasons[failure.code];
  return (
    <Notice tone="danger" title={reason?.title ?? "The build failed"}>
      <p className="font-mono text-xs break-words whitespace-pre-wrap text-foreground">{failure.message}</p>
      <p className="mt-1 flex flex-wrap gap-x-3">
        {reason?.advice}
        <code className="font-mono text-xs leading-5.25">{failure.code}</code>
      </p>
    </Notice>
  );
}

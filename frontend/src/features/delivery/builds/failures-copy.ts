/** Why a build failed, and what to do. Apart from the rest, because the dashboard does not show it. */
export const failuresCopy = {
  clone_failed: { title: "Failed to clone the repository", advice: "Check that it still exists and that the GitHub App can read it." },
  commit_not_found: { title: "Commit not found", advice: "A force push may have replaced it. Build the latest commit of the branch." },
  commit_not_on_branch: {
    title: "The commit isn't on the connected branch",
    advice: "Merge it into the branch, or build the latest commit of the branch.",
  },
  path_not_found: { title: "Folder not found", advice: "The commit doesn't contain this folder. Check the folder on the repository page." },
  install_failed: { title: "Failed to install dependencies", advice: "Run the same install command locally, or see the end of the log." },
  configuration_missing: {
    title: "No configuration found",
    advice: "Add steward.config.ts, .js or .json, or a “steward” script that prints JSON.",
  },
  configuration_failed: { title: "Failed to evaluate the configuration", advice: "Fix the error shown here, then push again." },
  configuration_not_json: { title: "The configuration is not JSON", advice: "It must export or print a single JSON value." },
  configuration_too_large: { title: "The configuration is too large", advice: "A configuration can have up to 1 MiB. Store larger data elsewhere." },
  timed_out: { title: "The build timed out", advice: "Builds are stopped after ten minutes." },
  limit_exceeded: { title: "The build used too much memory or disk", advice: "See the end of the log for what it was doing." },
  runner_lost: { title: "The runner stopped responding", advice: "Your commit didn't cause this. Rebuild it." },
  runner_unavailable: { title: "No runner was available", advice: "Your commit didn't cause this. Rebuild it in a few minutes." },
  credentials_failed: {
    title: "No access to the repository",
    advice: "The GitHub App may have been removed or suspended. Check the repository page.",
  },
  sender_refused: { title: "The push came from somebody without access", advice: "Ask somebody who can write to the repository to push or rebuild." },
  repository_unconfirmed: { title: "The repository must be confirmed", advice: "Confirm the connection on the repository page. The latest commit is then built." },
  internal: { title: "Steward couldn't finish the build", advice: "Your commit didn't cause this. Rebuild it." },
  unknown: { title: "The build failed" },
} as const;

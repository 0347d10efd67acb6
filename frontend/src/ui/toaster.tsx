import { OnDemand } from "./on-demand";

const load = () => import("./toaster-frame");

/** Shows toasts. */
export function Toaster() {
  return <OnDemand load={load}>{(module) => <module.default />}</OnDemand>;
}

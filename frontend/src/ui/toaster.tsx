import { useEffect } from "react";
import { useOnDemand } from "./on-demand";

const load = () => import("./toaster-frame");

/** Shows toasts. Its code is loaded once the page is there. */
export function Toaster() {
  const { module, request } = useOnDemand(load);
  useEffect(request, [request]);
  return module && <module.default />;
}

import type { ExternalToast, toast as Sonner } from "sonner";

let mounted: (toast: typeof Sonner) => void = () => {};
const toaster = new Promise<typeof Sonner>((resolve) => (mounted = resolve));

/** What is shown before the toaster is loaded appears as soon as it is. */
const show = (kind: "success" | "error" | "info" | "warning") => (message: string, options?: ExternalToast) => void toaster.then((toast) => toast[kind](message, options));

export const toast = { success: show("success"), error: show("error"), info: show("info"), warning: show("warning") };

/** For the toaster, once it shows what it is given. */
export const toasterMounted = (sonner: typeof Sonner): void => mounted(sonner);

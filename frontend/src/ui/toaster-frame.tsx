import { useEffect } from "react";
import { toast, Toaster as Sonner } from "sonner";
import { useIsDark } from "./theme";
import { toasterMounted } from "./toast";

export default function ToasterFrame() {
  const dark = useIsDark();
  useEffect(() => toasterMounted(toast), []);
  return (
    <Sonner
      theme={dark ? "dark" : "light"}
      position="bottom-right"
      closeButton
      toastOptions={{
        classNames: {
          toast: "!rounded-lg !border-line !bg-surface !text-foreground !font-sans !shadow-lg",
          description: "!text-quiet break-words",
          closeButton: "!border-line !bg-surface !text-foreground",
          error: "[&_[data-icon]]:!text-danger",
          success: "[&_[data-icon]]:!text-success",
          warning: "[&_[data-icon]]:!text-warning",
          info: "[&_[data-icon]]:!text-live",
        },
      }}
    />
  );
}

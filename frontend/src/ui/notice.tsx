import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names";

const toneDisplay = {
  info: { icon: Info, boxClass: "border-live/35 bg-live/8", iconClass: "text-live" },
  warning: { icon: TriangleAlert, boxClass: "border-warning/40 bg-warning/8", iconClass: "text-warning" },
  danger: { icon: CircleAlert, boxClass: "border-danger/40 bg-danger/7", iconClass: "text-danger" },
};

type NoticeProps = { tone: keyof typeof toneDisplay; title: string; children?: ReactNode; className?: string };

/** A message box inside a page or form. Warnings and errors are announced at once. */
export function Notice({ tone, title, children, className }: NoticeProps) {
  const { icon: Icon, boxClass, iconClass } = toneDisplay[tone];
  return (
    <div role={tone === "info" ? "status" : "alert"} className={classNames("flex gap-2.5 rounded-md border px-3.5 py-2.5", boxClass, className)}>
      <Icon aria-hidden className={classNames("mt-0.5 size-4 shrink-0", iconClass)} />
      <div className="min-w-0">
        <p className="font-medium break-words">{title}</p>
        {children && <div className="break-words text-quiet">{children}</div>}
      </div>
    </div>
  );
}

import type { ReactNode } from "react";
import { Logo } from "@/ui/logo";
import { ThemeSwitch } from "@/ui/theme-switch";
import { shellCopy } from "./copy";

const copy = shellCopy.signedOut;

/** The layout of the pages without the shell: sign-in, sign-up, invitations and devices. */
export function AuthLayout({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <main className="grid min-h-[calc(100dvh-var(--banner))] lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
      <div className="hidden flex-col justify-between border-r border-line bg-sidebar p-10 lg:flex">
        <p className="flex items-center gap-2.5 text-base font-semibold">
          <Logo />
          {shellCopy.product}
        </p>
        <div className="grid max-w-sm gap-8">
          <p className="text-2xl leading-snug font-semibold tracking-[-0.015em] text-balance">{copy.headline}</p>
          <ol className="grid text-quiet">
            <Stage {...copy.push} />
            <Stage {...copy.build} />
            <Stage {...copy.live} last />
          </ol>
        </div>
        <p className="text-xs text-quiet">{copy.footer}</p>
      </div>
      <div className="flex flex-col px-5 py-6 sm:px-10">
        <div className="flex items-center justify-between lg:justify-end">
          <p className="flex items-center gap-2.5 font-semibold lg:hidden">
            <Logo />
            {shellCopy.product}
          </p>
          <ThemeSwitch />
        </div>
        <div className="mx-auto grid w-full max-w-sm flex-1 content-center gap-6 py-10">
          {typeof title === "string" ? <h1 className="text-xl font-semibold tracking-[-0.01em] break-words">{title}</h1> : title}
          {children}
        </div>
      </div>
    </main>
  );
}

function Stage({ name, text, last = false }: { name: string; text: string; last?: boolean }) {
  return (
    <li className="grid grid-cols-[0.75rem_4rem_1fr] gap-x-3 pb-5 last:pb-0">
      <span aria-hidden className="relative flex justify-center">
        <span className={`mt-1.5 size-2.5 rounded-full ${last ? "bg-live" : "border-2 border-edge"}`} />
        {!last && <span className="absolute top-5 -bottom-4.5 w-px bg-edge/60" />}
      </span>
      <span className="font-medium text-foreground">{name}</span>
      <span>{text}</span>
    </li>
  );
}

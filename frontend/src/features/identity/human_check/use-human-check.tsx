import { useQuery } from "@tanstack/react-query";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { providersQuery } from "@/features/identity/oauth/queries";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/notice";
import { useIsDark } from "@/ui/theme";
import { humanCheckCopy as copy } from "./copy";

/** What a token is for. */
type HumanAction = "sign_up" | "sign_in" | "reset_password";
/** What a body of the API contains for it. */
type HumanProof = { turnstileToken?: string };
/** What public/turnstile.js says. */
type Message = { token?: string | null; problem?: true; shown?: true };

type HumanCheck = {
  /** The widget, where it is configured. */
  widget: ReactNode;
  /** Runs with a token, as soon as there is one. */
  withProof: (run: (proof: HumanProof) => void) => void;
};

/** The widget loads for so long at most. */
const patience = 20_000;

/**
 * The check that tells people from programs, where it is configured. The script of the other origin runs in a frame, so it
 * reads nothing that people type. A token works once; the next one is requested when it is used.
 */
export function useHumanCheck(action: HumanAction): HumanCheck {
  const { data } = useQuery(providersQuery);
  const isNeeded = data?.turnstile === true;
  const [round, setRound] = useState(0);
  const [hasProblem, setHasProblem] = useState(false);
  const frame = useRef<HTMLIFrameElement>(null);
  const token = useRef<string | null>(null);
  const waiting = useRef<((token: string) => void) | null>(null);

  useEffect(() => {
    if (!isNeeded) return;
    const timer = setTimeout(() => setHasProblem(true), patience);
    const receive = (event: MessageEvent) => {
      if (event.origin !== window.location.origin || event.source !== frame.current?.contentWindow) return;
      const message = (event.data as { humanCheck?: Message } | null)?.humanCheck;
      if (message === undefined) return;
      clearTimeout(timer);
      if (message.problem) setHasProblem(true);
      if (message.token !== undefined) token.current = message.token;
      if (!token.current) return;
      waiting.current?.(token.current);
      waiting.current = null;
    };
    window.addEventListener("message", receive);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("message", receive);
    };
  }, [isNeeded, round]);

  const restart = () => {
    token.current = null;
    setHasProblem(false);
    setRound((last) => last + 1);
  };
  const withProof = (run: (proof: HumanProof) => void) => {
    if (!isNeeded) return run({});
    const use = (turnstileToken: string) => {
      restart();
      run({ turnstileToken });
    };
    if (token.current) use(token.current);
    else waiting.current = use;
  };
  return { widget: isNeeded ? <Widget key={round} frame={frame} action={action} hasProblem={hasProblem} onRetry={restart} /> : null, withProof };
}

type WidgetProps = { frame: RefObject<HTMLIFrameElement | null>; action: HumanAction; hasProblem: boolean; onRetry: () => void };

function Widget({ frame, action, hasProblem, onRetry }: WidgetProps) {
  const theme = useIsDark() ? "dark" : "light";
  if (hasProblem) {
    return (
      <Notice tone="danger" title={copy.problem.title}>
        <p>{copy.problem.detail}</p>
        <Button size="small" className="mt-2" onClick={onRetry}>
          {copy.retry}
        </Button>
      </Notice>
    );
  }
  return <iframe ref={frame} title={copy.frame} src={`/api/auth/human-check?action=${action}&theme=${theme}`} className="h-[65px] w-full border-0" />;
}

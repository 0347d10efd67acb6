import { type ComponentType, type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { uiCopy } from "./copy";
import { toast } from "./toast";

const RETRY_MS = 2000;

/**
 * Loads a module when it is first needed; `preload` asks for it ahead, when that seems likely. `load` is a constant. When the
 * network fails, it is tried again until it works, and a toast says so once.
 */
export function useOnDemand<Module>(load: () => Promise<Module>): { module: Module | null; isLoading: boolean; request: () => void; preload: () => void } {
  const [module, setModule] = useState<Module | null>(null);
  const [isLoading, setIsLoading] = useState(false);
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => void (gone.current = true);
  }, []);
  const request = useCallback(() => {
    const attempt = (): Promise<void> =>
      load().then(
        (loaded) => {
          if (gone.current) return;
          setModule(() => loaded);
          setIsLoading(false);
        },
        () => {
          toast.error(uiCopy.notLoaded, { id: uiCopy.notLoaded });
          if (!gone.current) setTimeout(() => void attempt(), RETRY_MS);
        },
      );
    setIsLoading(true);
    void attempt();
  }, [load]);
  const preload = useCallback(() => void load().catch(() => undefined), [load]);
  return { module, isLoading, request, preload };
}

type OnDemandProps<Module> = { load: () => Promise<Module>; when?: boolean; children: (module: Module) => ReactNode };

/** Renders what a module exports, which is loaded once the page is there, and `when` it is needed. */
export function OnDemand<Module>({ load, when = true, children }: OnDemandProps<Module>) {
  const { module, request } = useOnDemand(load);
  useEffect(() => {
    if (when) request();
  }, [when, request]);
  return when && module !== null ? children(module) : null;
}

/** What a menu on demand gets: its trigger's content and classes. It renders the trigger, and is open from the start. */
export type MenuContentProps = { trigger: ReactNode; triggerClass: string };

type MenuOnDemandProps<Content> = MenuContentProps & { load: () => Promise<{ default: ComponentType<Content & MenuContentProps> }>; content: Content };

/** The trigger of a menu whose code is loaded when it is first opened. */
export function MenuOnDemand<Content>({ load, content, trigger, triggerClass }: MenuOnDemandProps<Content>) {
  const { module, isLoading, request, preload } = useOnDemand(load);
  if (module) return <module.default {...content} trigger={trigger} triggerClass={triggerClass} />;
  return (
    <button
      type="button"
      aria-haspopup="menu"
      aria-expanded={false}
      aria-busy={isLoading || undefined}
      className={triggerClass}
      onPointerEnter={preload}
      onFocus={preload}
      onClick={request}
      onKeyDown={(event) => {
        if (event.key !== "ArrowDown") return;
        event.preventDefault();
        request();
      }}
    >
      {trigger}
    </button>
  );
}

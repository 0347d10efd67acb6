/** Whether a cron expression of five fields (`*`, `*\/n`, `a`, `a-b`, lists of these) names this minute, in UTC. */
export function isDue(cron: string, at: Date): boolean {
  const fields = cron.trim().split(/\s+/);
  const values = [at.getUTCMinutes(), at.getUTCHours(), at.getUTCDate(), at.getUTCMonth() + 1, at.getUTCDay()];
  return fields.length === values.length && fields.every((field, index) => fits(field, values[index] ?? 0));
}

function fits(field: string, value: number): boolean {
  return field.split(",").some((part) => {
    const [range = "", step = "1"] = part.split("/");
    const [first = "", last = first] = range.split("-");
    const [low, high] = range === "*" ? [0, Number.POSITIVE_INFINITY] : [Number(first), part.includes("/") && !range.includes("-") ? Number.POSITIVE_INFINITY : Number(last)];
    return value >= low && value <= high && (value - low) % Number(step) === 0;
  });
}

/** Fires each cron of the list in its minutes, once at the start too, until the returned function is called. */
export function tick(crons: string[], fire: (cron: string) => Promise<void>): () => void {
  const run = (due: string[]) => {
    for (const cron of due) fire(cron).catch((error: unknown) => process.stderr.write(`cron ${cron}: ${String(error)}\n`));
  };
  let timer: NodeJS.Timeout;
  const wait = () => {
    timer = setTimeout(() => {
      run(crons.filter((cron) => isDue(cron, new Date())));
      wait();
    }, 60_000 - (Date.now() % 60_000));
  };
  run(crons); // pending work of the last run is resumed immediately
  wait();
  return () => clearTimeout(timer);
}

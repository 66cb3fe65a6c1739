import type { App } from "./compose.ts";

const EVERY_MS = 60_000;

/** What is looked after at the start and from then on, until the signal. Trouble is tried again the next time. */
export function startUpkeep({ api, database, clock, warnings, gauge, log }: App, stopping: AbortSignal): void {
  const round = async () => {
    await Promise.all([warnings.look(), gauge.look()]);
    const finished = await api.finishAbandoned().catch(() => 0);
    if (finished > 0) log("endings_finished", { count: finished });
    await database.attempts.prune(clock()).catch(() => 0);
  };
  void round();
  const timer = setInterval(() => void round(), EVERY_MS).unref();
  stopping.addEventListener("abort", () => clearInterval(timer), { once: true });
}

import type { Api } from "@curfew/api";
import type { Services } from "../services/services.ts";

const EVERY_MS = 60_000;
const DAY_MS = 86_400_000;

interface Maintained extends Services {
  readonly api: Pick<Api, "recoverInDoubt">;
}

/** What is looked after at the start and from then on, until the signal. Trouble is tried again the next time. */
export function startMaintenance(
  { settings, api, auth, database, clock, warnings, remedies, storeLatency, log }: Maintained,
  stopping: AbortSignal,
): void {
  const round = async () => {
    // Also where nobody asks /readyz: figures should tell what it would.
    await Promise.all([warnings.look(), remedies.look({ auth, database }), storeLatency.look()]);
    const finished = await api.recoverInDoubt().catch(() => 0);
    if (finished > 0) log("endings_finished", { count: finished });
    const now = clock().getTime();
    const keptSince = new Date(now - settings.auditDays * DAY_MS);
    await Promise.allSettled([
      database.attempts.prune(new Date(now)),
      database.passwordResets.prune(new Date(now)),
      database.users.foldNames(),
      database.audit.prune(keptSince),
      // A day, so that no clock that is a little behind misses a session it still takes for live.
      database.sessions.prune(new Date(now - DAY_MS)),
    ]);
  };
  void round();
  const timer = setInterval(() => void round(), EVERY_MS).unref();
  stopping.addEventListener("abort", () => clearInterval(timer), { once: true });
}

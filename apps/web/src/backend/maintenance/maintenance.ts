import type { Api } from "@curfew/api";
import type { Services } from "../services/services.ts";

export const EVERY_MS = 60_000;
/** By so much a timer may come early. */
const A_MOMENT_MS = 1_000;
const DAY_MS = 86_400_000;

interface Maintained extends Services {
  readonly api: Pick<Api, "recoverInDoubt">;
}

/**
 * Looks after everything, at most once a minute of this process's life: called as often as there is occasion, by a timer
 * or when a request has been answered. Trouble is tried again the next time.
 */
export function createMaintenance(maintained: Maintained): () => Promise<void> {
  const { clock } = maintained;
  let latest = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = clock().getTime();
    // A clock that was set back keeps nothing from being done.
    if (Math.abs(now - latest) < EVERY_MS - A_MOMENT_MS) return;
    latest = now;
    await lookAfter(maintained, now);
  };
}

async function lookAfter(maintained: Maintained, now: number): Promise<void> {
  const { settings, api, auth, database, warnings, remedies, storeLatency, log } = maintained;
  // Also where nobody asks /readyz: figures should tell what it would.
  await Promise.allSettled([warnings.look(), remedies.look({ auth, database }), storeLatency.look()]);
  const finished = await api.recoverInDoubt().catch(() => 0);
  if (finished > 0) log("endings_finished", { count: finished });
  const keptSince = new Date(now - settings.auditDays * DAY_MS);
  await Promise.allSettled([
    database.attempts.prune(new Date(now)),
    database.passwordResets.prune(new Date(now)),
    database.users.foldNames(),
    database.audit.prune(keptSince),
    // A day, so that no clock that is a little behind misses a session it still takes for live.
    database.sessions.prune(new Date(now - DAY_MS)),
  ]);
}

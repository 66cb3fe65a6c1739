import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../../backend/observability/log/log.ts";

interface ShutdownParts {
  readonly log: Log;
  /** How long everything is still served after SIGTERM, so that a balancer has time to notice. */
  readonly delaySeconds: number;
  /** Ends what is served. */
  readonly stop: () => Promise<void>;
  /** Ends the process. */
  readonly leave: () => void;
}

/** A process's way out. */
export interface Shutdown {
  /** Whether the process was told to stop: from then on it asks for no more requests, and still answers them. */
  isUnderWay(): boolean;
  /**
   * Stops at SIGTERM after the delay, and at SIGINT at once, also during the delay. A second SIGTERM changes nothing: a
   * supervisor that tells a whole group of processes is passed on by npm and by our own scripts.
   */
  obey(parts: ShutdownParts): void;
}

export function createShutdown(): Shutdown {
  let isUnderWay = false;
  return {
    isUnderWay: () => isUnderWay,
    obey({ log, delaySeconds, stop, leave }) {
      const hurry = new AbortController();
      const begin = async (signal: NodeJS.Signals) => {
        if (signal === "SIGINT") hurry.abort();
        if (isUnderWay) return;
        isUnderWay = true;
        const begun = performance.now();
        const seconds = signal === "SIGTERM" ? delaySeconds : 0;
        log("stopping", { signal, message: stoppingMessage(signal, seconds) });
        await sleep(seconds * 1000, undefined, { signal: hurry.signal }).catch(() => {});
        await stop();
        const took = Math.round(performance.now() - begun) / 1000;
        log("stopped", { signal, message: `Curfew has stopped, ${took} s after ${signal}` });
        leave();
      };
      for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void begin(signal));
    },
  };
}

function stoppingMessage(signal: NodeJS.Signals, seconds: number): string {
  const until = seconds === 0 ? "" : ` everything is served for ${seconds} s more, then`;
  return `Curfew stops because of ${signal}: /readyz is 503,${until} answers under way are finished`;
}

/**
 * A terminal sends SIGHUP when it is closed, a supervisor when it wants a configuration read again. Neither is a reason to
 * stop, and settings are read only at the start.
 */
export function ignoreHangUp(log: Log): void {
  process.on("SIGHUP", () => log("signal_ignored", { signal: "SIGHUP", message: "SIGHUP changes nothing" }));
}

import { logoutReasonAfter } from "../trpc/logout-reason.ts";
import type { useApiClient } from "../trpc/provider.tsx";
import { tellOthers } from "../trpc/redirect-to-login.ts";
import { checkSession } from "./check-session.ts";

/** After how long a stream that broke off is opened again. */
const PAUSE_MS = 3_000;

type ApiClient = ReturnType<typeof useApiClient>;

/**
 * Hears from the server when the session ends elsewhere. One tab of a browser listens for all: over
 * HTTP/1.1 a stream in each would use up the few connections a browser opens to one host. Where tabs
 * can't agree on one, each has its own. Returns how to stop.
 */
export function watchSession(api: ApiClient): () => void {
  const over = new AbortController();
  const listen = async () => {
    while (!over.signal.aborted) {
      await untilBroken(api, over.signal);
      await pause(over.signal);
    }
  };
  void alone(listen, over.signal).catch(() => {});
  return () => over.abort();
}

/** Runs `work` when no other tab does, or at once where there are no locks. */
async function alone(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  let isRunning = false;
  const run = () => {
    isRunning = true;
    return work();
  };
  try {
    await navigator.locks.request("curfew.watch", { signal }, run);
  } catch {
    if (!isRunning && !signal.aborted) await run();
  }
}

/** Resolves when the stream has ended, for whatever reason. */
function untilBroken(api: ApiClient, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stream = api.sessions.watch.subscribe(undefined, {
      onData({ reason }) {
        const logoutReason = logoutReasonAfter(reason);
        tellOthers(logoutReason);
        void checkSession(api, logoutReason);
      },
      onError: () => resolve(),
      onComplete: resolve,
    });
    signal.addEventListener("abort", () => {
      stream.unsubscribe();
      resolve();
    });
  });
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PAUSE_MS);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

import { leave } from "../client/leave.ts";
import { isLoggedOut } from "../client/logged-out.ts";
import { tellOtherTabs } from "../client/tabs.ts";
import type { useApiClient } from "../client/trpc.tsx";
import { leaveIfOver } from "./farewell.ts";

/** After how long a stream that broke off is opened again. */
const PAUSE_MS = 3_000;

type ApiClient = ReturnType<typeof useApiClient>;

/**
 * Hears from the server when the session ends elsewhere. One tab of a browser listens for all: over
 * HTTP/1.1 a stream in each would use up the few connections a browser opens to one host. Returns
 * how to stop.
 */
export function watchSession(api: ApiClient): () => void {
  const over = new AbortController();
  const listen = async () => {
    while (!over.signal.aborted) {
      await untilBroken(api, over.signal);
      await pause(over.signal);
    }
  };
  void navigator.locks.request("curfew.watch", { signal: over.signal }, listen).catch(() => {});
  return () => over.abort();
}

/** Resolves when the stream has ended, for whatever reason. */
function untilBroken(api: ApiClient, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      tellOtherTabs({ type: "ended", farewell: "elsewhere" });
      leave("elsewhere");
    };
    const stream = api.sessions.watch.subscribe(undefined, {
      onData: end,
      onError: (error) => {
        if (isLoggedOut(error)) void leaveIfOver(api);
        resolve();
      },
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

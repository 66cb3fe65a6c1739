import { listenInOneTab } from "@curfew/next/client";
import { logoutReasonAfter } from "../trpc/logout-reason.ts";
import type { useApiClient } from "../trpc/provider.tsx";
import { tellOthers } from "../trpc/redirect-to-login.ts";
import { checkSession } from "./check-session.ts";

type ApiClient = ReturnType<typeof useApiClient>;

/** Hears from the server when the session ends elsewhere, in one tab for all. Returns how to stop. */
export function watchSession(api: ApiClient): () => void {
  return listenInOneTab({ name: "curfew.watch", listen: (signal) => untilBroken(api, signal) });
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

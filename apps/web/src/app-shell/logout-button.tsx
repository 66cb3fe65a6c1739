"use client";

import { type FormEvent, useState } from "react";
import { logoutSentenceFor } from "../trpc/error-messages.ts";
import { useApiClient } from "../trpc/provider.tsx";
import { endAndLeave } from "../trpc/redirect-to-login.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";

/** How long the server is asked whether a logout that it didn't answer has arrived. */
const PATIENCE_MS = 3_000;

/** Returns true if the server says that this page's session lives. If it says that it is over, the page is left. */
async function isKnownToLive(api: ReturnType<typeof useApiClient>): Promise<boolean> {
  try {
    await api.account.me.query(undefined, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return true;
  } catch {
    return false;
  }
}

/**
 * Ends this session. Until the server has answered that it did, the person is told nothing of the kind.
 * A form, so that it works before scripts have taken over, and where they are switched off.
 */
export function LogoutButton() {
  const api = useApiClient();
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  const logOut = async () => {
    setPending(true);
    setFailure(null);
    const wasOffline = !navigator.onLine;
    try {
      await endAndLeave(() => api.auth.logout.mutate(), "logged-out");
    } catch (error) {
      // Nothing was sent without a line. On one that broke, the logout may have arrived.
      const isLive = wasOffline || (await isKnownToLive(api));
      setPending(false);
      setFailure(logoutSentenceFor(error, isLive));
    }
  };

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!isPending) void logOut();
  };

  return (
    <>
      <form method="post" action="/logout" onSubmit={onSubmit}>
        <Button type="submit" tone="quiet" pending={isPending}>
          Log out
        </Button>
      </form>
      {failure !== null && (
        <div className="basis-full">
          <Alert>{failure}</Alert>
        </div>
      )}
    </>
  );
}

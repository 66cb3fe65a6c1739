"use client";

import { useState } from "react";
import { endAndLeave } from "../client/leave.ts";
import { logoutSentenceFor } from "../client/sentence.ts";
import { useApiClient } from "../client/trpc.tsx";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";

/** Ends this session. Until the server has answered that it did, the person is told nothing of the kind. */
export function LogoutButton() {
  const api = useApiClient();
  const isHydrated = useHydrated();
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  const logOut = async () => {
    setPending(true);
    setFailure(null);
    try {
      await endAndLeave(() => api.auth.logout.mutate(), "logged-out");
    } catch (error) {
      setPending(false);
      setFailure(logoutSentenceFor(error));
    }
  };

  return (
    <>
      <Button tone="quiet" pending={isPending} disabled={!isHydrated} onClick={() => void logOut()}>
        Log out
      </Button>
      {failure !== null && (
        <div className="basis-full">
          <Alert>{failure}</Alert>
        </div>
      )}
    </>
  );
}

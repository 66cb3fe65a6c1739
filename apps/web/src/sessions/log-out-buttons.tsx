"use client";

import { useMutation } from "@tanstack/react-query";
import { endAndLeave } from "../client/leave.ts";
import { endingSentenceFor } from "../client/sentence.ts";
import { useApiClient } from "../client/trpc.tsx";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";

interface LogOutButtonsProps {
  readonly hasOthers: boolean;
  /** Called with what has been done. */
  readonly onDone: (sentence: string) => Promise<void>;
}

/** Ends many sessions at once: all but this one, or this one too. */
export function LogOutButtons({ hasOthers, onDone }: LogOutButtonsProps) {
  const api = useApiClient();
  const isHydrated = useHydrated();
  const others = useMutation({
    mutationFn: () => api.sessions.revokeOthers.mutate(),
    onSuccess: ({ count }) =>
      onDone(count === 1 ? "Logged out 1 other session." : `Logged out ${count} other sessions.`),
  });
  const everywhere = useMutation({
    mutationFn: () => endAndLeave(() => api.sessions.revokeAll.mutate(), "everywhere"),
  });
  // Once everything has ended, the page is being left: until then the buttons stay as they are.
  const isLeaving = everywhere.isPending || everywhere.isSuccess;
  const error = others.error ?? everywhere.error;

  return (
    <div className="grid gap-4 border-t border-line pt-6">
      <div className="flex flex-wrap gap-3">
        {hasOthers && (
          <Button
            tone="quiet"
            pending={others.isPending}
            disabled={!isHydrated || isLeaving}
            onClick={() => others.mutate()}
          >
            Log out of all other sessions
          </Button>
        )}
        <Button
          tone="quiet"
          pending={isLeaving}
          disabled={!isHydrated || others.isPending}
          onClick={() => everywhere.mutate()}
        >
          Log out everywhere
        </Button>
      </div>
      {error !== null && <Alert>{endingSentenceFor(error)}</Alert>}
    </div>
  );
}

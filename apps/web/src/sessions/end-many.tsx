"use client";

import { useMutation } from "@tanstack/react-query";
import { endAndLeave } from "../client/leave.ts";
import { endingSentenceFor } from "../client/sentence.ts";
import { useApiClient } from "../client/trpc.tsx";
import { Confirm } from "../ui/confirm.tsx";

/** All sessions but this one, or this one too. */
export type Extent = "others" | "everywhere";

/** What the button says that asks, and the one that does it. */
export const WORDS = {
  others: "Log out of all other sessions",
  everywhere: "Log out everywhere, including here",
} as const satisfies Record<Extent, string>;

interface EndManyProps {
  readonly extent: Extent;
  /** How many sessions there are besides this one, as far as this page knows. */
  readonly others: number;
  /** Called with what has been done. */
  readonly onDone: (sentence: string) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks before many sessions end at once, naming how many, and ends them. */
export function EndMany({ extent, others, onDone, onClose }: EndManyProps) {
  const api = useApiClient();
  const { mutate, error, isPending, isSuccess } = useMutation({
    mutationFn: async () => {
      if (extent === "others") return (await api.sessions.revokeOthers.mutate()).count;
      await endAndLeave(() => api.sessions.revokeAll.mutate(), "everywhere");
      return null;
    },
    onSuccess: (count) => (count === null ? undefined : onDone(`Logged out ${otherSessions(count)}.`)),
  });
  return (
    <Confirm
      title={extent === "others" ? `Log out of ${otherSessions(others)}?` : `Log out of ${allSessions(others + 1)}?`}
      action={WORDS[extent]}
      isPending={isPending || isSuccess}
      failure={error === null ? null : endingSentenceFor(error)}
      onConfirm={() => mutate()}
      onClose={onClose}
    >
      <p>
        {extent === "others"
          ? "They stop working immediately. You stay logged in here."
          : "They stop working immediately. You’ll have to log in again."}
      </p>
    </Confirm>
  );
}

function otherSessions(count: number): string {
  return count === 1 ? "1 other session" : `${count} other sessions`;
}

function allSessions(count: number): string {
  return count === 1 ? "this session" : `all ${count} sessions, including this one`;
}

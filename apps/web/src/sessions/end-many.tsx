"use client";

import { useMutation } from "@tanstack/react-query";
import { endingSentenceFor } from "../trpc/error-messages.ts";
import { useApiClient } from "../trpc/provider.tsx";
import { endAndLeave } from "../trpc/redirect-to-login.ts";
import { Confirm } from "../ui/confirm.tsx";
import { countOf } from "./count.ts";

/** All sessions but this one, or this one too. */
export type Extent = "others" | "everywhere";

/** What the button says that asks, and the one that does it. */
export const WORDS = {
  others: "Log out of all other sessions",
  everywhere: "Log out everywhere, including here",
} as const satisfies Record<Extent, string>;

const OTHER = "other session";

interface EndManyProps {
  readonly extent: Extent;
  /** How many sessions there are besides this one, as far as this page knows. */
  readonly others: number;
  /** Whether there are more. */
  readonly hasMore: boolean;
  /** Called with what has been done. */
  readonly onDone: (sentence: string) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks before many sessions end at once, naming how many, and ends them. */
export function EndMany({ extent, others, hasMore, onDone, onClose }: EndManyProps) {
  const api = useApiClient();
  const { mutate, error, isPending, isSuccess } = useMutation({
    mutationFn: async () => {
      if (extent === "others") return (await api.sessions.revokeOthers.mutate()).count;
      await endAndLeave(() => api.sessions.revokeAll.mutate(), "everywhere");
      return null;
    },
    onSuccess: (count) =>
      count === null ? undefined : onDone(`Logged out ${countOf(count, { hasMore: false, one: OTHER })}.`),
  });
  return (
    <Confirm
      title={titleOf(extent, others, hasMore)}
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

function titleOf(extent: Extent, others: number, hasMore: boolean): string {
  if (extent === "others") return `Log out of ${countOf(others, { hasMore, one: OTHER })}?`;
  if (others === 0) return "Log out of this session?";
  return `Log out of ${hasMore ? "" : "all "}${countOf(others + 1, { hasMore })}, including this one?`;
}

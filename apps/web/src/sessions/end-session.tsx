"use client";

import { useMutation } from "@tanstack/react-query";
import { endAndLeave } from "../client/leave.ts";
import { isGone, sentenceFor } from "../client/sentence.ts";
import { useApiClient } from "../client/trpc.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { deviceOf } from "./device.ts";
import type { Session } from "./session.ts";

interface EndSessionProps {
  readonly session: Session;
  /** Called with what has been done. */
  readonly onDone: (sentence: string) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks before a session ends, and ends it. */
export function EndSession({ session, onDone, onClose }: EndSessionProps) {
  const api = useApiClient();
  const { name } = deviceOf(session.userAgent);
  const { mutate, error, isPending, isSuccess } = useMutation({
    mutationFn: async () => {
      if (session.current) await endAndLeave(() => api.auth.logout.mutate(), "logged-out");
      else await api.sessions.revoke.mutate({ sessionId: session.id });
    },
    onSuccess: () => (session.current ? undefined : onDone(`The session of ${name} has ended.`)),
    onError: (cause) => (isGone(cause) ? onDone(`The session of ${name} had ended already.`) : undefined),
  });
  return (
    <Confirm
      title={session.current ? "End the session you are using?" : `End the session of ${name}?`}
      action="End session"
      isPending={isPending || isSuccess}
      failure={error === null || isGone(error) ? null : sentenceFor(error)}
      onConfirm={() => mutate()}
      onClose={onClose}
    >
      <p>
        {session.current
          ? "You will be logged out here at once."
          : "Whoever uses it is refused from the next request on. There is no undo: to go on there, they log in again."}
      </p>
    </Confirm>
  );
}

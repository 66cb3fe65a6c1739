"use client";

import { useMutation } from "@tanstack/react-query";
import { deviceOf } from "../sessions/device.ts";
import { endingSentenceFor, isGone } from "../trpc/error-messages.ts";
import { useApiClient } from "../trpc/provider.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Time } from "../ui/time.tsx";
import type { AccountEvent } from "./event.ts";

interface NotMeProps {
  /** A login that somebody else made. */
  readonly event: AccountEvent;
  /** Called when its session has ended. */
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Ends the session of a login that wasn't this user's. The intruder knows the password, so changing it comes next. */
export function NotMe({ event, onDone, onClose }: NotMeProps) {
  const api = useApiClient();
  const { mutate, error, isPending, isSuccess } = useMutation({
    mutationFn: async () => {
      if (event.sessionId !== null) await api.sessions.revoke.mutate({ sessionId: event.sessionId });
    },
    onSuccess: onDone,
    onError: (cause) => (isGone(cause) ? onDone() : undefined),
  });
  return (
    <Confirm
      title={`Log out ${deviceOf(event.userAgent).name}?`}
      action="Log it out"
      isPending={isPending || isSuccess}
      failure={error === null || isGone(error) ? null : endingSentenceFor(error)}
      onConfirm={() => mutate()}
      onClose={onClose}
    >
      <p>
        Logged in <Time iso={event.at} />. It stops working immediately. The person who logged in knows your password,
        so change it next.
      </p>
    </Confirm>
  );
}

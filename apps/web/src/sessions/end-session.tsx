"use client";

import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { endingSentenceFor, isGone } from "../trpc/error-messages.ts";
import { useApiClient } from "../trpc/provider.tsx";
import { endAndLeave } from "../trpc/redirect-to-login.ts";
import { Confirm } from "../ui/confirm.tsx";
import { deviceOf } from "./device.ts";
import { labelOf, type Session } from "./session.ts";

interface EndSessionProps {
  readonly session: Session;
  /** Called with what has been done. */
  readonly onDone: (sentence: ReactNode) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks before a session ends, and ends it. */
export function EndSession({ session, onDone, onClose }: EndSessionProps) {
  const api = useApiClient();
  const label = <bdi>{labelOf(session)}</bdi>;
  const { mutate, error, isPending, isSuccess } = useMutation({
    mutationFn: async () => {
      if (session.current) await endAndLeave(() => api.auth.logout.mutate(), "logged-out");
      else await api.sessions.revoke.mutate({ sessionId: session.id });
    },
    onSuccess: () => (session.current ? undefined : onDone(<>Logged out {label}.</>)),
    onError: (cause) => (isGone(cause) ? onDone(<>{label} was already logged out.</>) : undefined),
  });
  return (
    <Confirm
      title={session.current ? "Log out of this device?" : <>End the session on {whereOf(session)}?</>}
      action="End session"
      isPending={isPending || isSuccess}
      failure={error === null || isGone(error) ? null : endingSentenceFor(error)}
      onConfirm={() => mutate()}
      onClose={onClose}
    >
      <p>
        {session.current
          ? "You’ll have to log in again."
          : "It stops working immediately. To use that device again, you’ll have to log in there."}
      </p>
    </Confirm>
  );
}

function whereOf({ name, userAgent }: Session): ReactNode {
  const { program, place } = deviceOf(userAgent);
  if (name !== null) return <bdi>{name}</bdi>;
  return place === "" ? program : `${program} (${place})`;
}

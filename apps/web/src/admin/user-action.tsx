"use client";

import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { endingSentenceFor, isGone } from "../trpc/error-messages.ts";
import { useApiClient } from "../trpc/provider.tsx";
import { endAndLeave } from "../trpc/redirect-to-login.ts";
import { Confirm } from "../ui/confirm.tsx";
import { nameOf } from "../ui/visible.ts";
import type { AdminUser } from "./stats.ts";

/** What an administrator can do about somebody. */
export type UserAction = "suspend" | "restore" | "endSessions";

const WORDS = {
  suspend: {
    title: (name: ReactNode) => <>Suspend {name}?</>,
    text: "All their sessions are logged out immediately, and they can’t log in until you restore them.",
    action: "Suspend",
    tone: "danger",
    done: (name: ReactNode) => <>{name} has been suspended and logged out everywhere.</>,
  },
  restore: {
    title: (name: ReactNode) => <>Restore {name}?</>,
    text: "They can log in again. Sessions that have ended stay ended.",
    action: "Restore",
    tone: "primary",
    done: (name: ReactNode) => <>{name} can log in again.</>,
  },
  endSessions: {
    title: (name: ReactNode) => <>End all sessions of {name}?</>,
    text: "They’re logged out everywhere immediately. They can log in again.",
    action: "End sessions",
    tone: "danger",
    done: (name: ReactNode) => <>{name} has been logged out everywhere.</>,
  },
} as const satisfies Record<UserAction, unknown>;

interface UserActionDialogProps {
  readonly userAction: UserAction;
  readonly user: AdminUser;
  readonly isMe: boolean;
  /** Called with what has been done. */
  readonly onDone: (sentence: ReactNode) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks before something is done about somebody, and does it. */
export function UserActionDialog({ userAction, user, isMe, onDone, onClose }: UserActionDialogProps) {
  const api = useApiClient();
  const { title, text, action, tone, done } = WORDS[userAction];
  const name = <bdi>{nameOf(user)}</bdi>;
  const endsMine = isMe && userAction === "endSessions";
  const { mutate, error, isPending, isSuccess } = useMutation({
    async mutationFn() {
      const call = () => api.admin[userAction].mutate({ userId: user.id });
      await (endsMine ? endAndLeave(call, "everywhere") : call());
    },
    onSuccess: () => (endsMine ? undefined : onDone(done(name))),
    onError: (cause) => (isGone(cause) ? onDone(<>{name}’s account no longer exists.</>) : undefined),
  });
  return (
    <Confirm
      title={title(name)}
      action={action}
      tone={tone}
      isPending={isPending || isSuccess}
      failure={error === null || isGone(error) ? null : endingSentenceFor(error)}
      onConfirm={() => mutate()}
      onClose={onClose}
    >
      <p>{text}</p>
      {endsMine && <p>This is your own account: you’ll be logged out here too.</p>}
    </Confirm>
  );
}

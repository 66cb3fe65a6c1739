"use client";

import { useQuery } from "@tanstack/react-query";
import { sentenceFor } from "../client/sentence.ts";
import { useApi } from "../client/trpc.tsx";
import { useNow } from "../ui/use-now.ts";
import { Activity } from "./activity.tsx";
import { ChangePassword } from "./change-password.tsx";
import { DeleteAccount } from "./delete-account.tsx";
import type { AccountEvent } from "./event.ts";

interface AccountPanelProps {
  readonly email: string;
  readonly initial: readonly AccountEvent[];
  /** The server's time when it rendered this, ISO 8601. */
  readonly now: string;
}

/** What a person can do about their account, and what happened to it. */
export function AccountPanel({ email, initial, now }: AccountPanelProps) {
  const time = useNow(now);
  const { data, error, refetch } = useQuery(
    useApi().account.activity.queryOptions(undefined, {
      initialData: [...initial],
      refetchOnWindowFocus: "always",
      staleTime: 5_000,
    }),
  );
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[3fr_2fr]">
      <div className="grid gap-6">
        <ChangePassword email={email} onChanged={() => void refetch()} />
        <DeleteAccount email={email} />
      </div>
      <Activity
        events={data}
        now={time}
        failure={error === null ? null : `This list may be out of date. ${sentenceFor(error)}`}
      />
    </div>
  );
}

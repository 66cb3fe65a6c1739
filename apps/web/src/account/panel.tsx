"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { sentenceFor } from "../client/sentence.ts";
import { useApi } from "../client/trpc.tsx";
import type { Me } from "../host.ts";
import { useNow } from "../ui/use-now.ts";
import { Activity } from "./activity.tsx";
import { ChangePassword } from "./change-password.tsx";
import { DeleteAccount } from "./delete-account.tsx";
import type { AccountEvent } from "./event.ts";

interface AccountPanelProps {
  readonly me: Me;
  readonly initial: readonly AccountEvent[];
  /** The server's time when it rendered this, ISO 8601. */
  readonly now: string;
}

/** What a person can do about their account, and what happened to it. */
export function AccountPanel({ me: { user, session }, initial, now }: AccountPanelProps) {
  const time = useNow(now);
  const [strangers, setStrangers] = useState(0);
  const { data, error, refetch } = useQuery(
    useApi().account.activity.queryOptions(undefined, {
      initialData: [...initial],
      refetchOnWindowFocus: "always",
      staleTime: 5_000,
    }),
  );
  return (
    <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[3fr_2fr]">
      <div className="grid grid-cols-1 gap-6">
        <ChangePassword email={user.email} strangers={strangers} onChanged={() => void refetch()} />
        <DeleteAccount email={user.email} />
      </div>
      <Activity
        events={data}
        sessionId={session.id}
        now={time}
        failure={error === null ? null : `This list may be out of date. ${sentenceFor(error)}`}
        onStranger={() => {
          setStrangers(strangers + 1);
          void refetch();
        }}
      />
    </div>
  );
}

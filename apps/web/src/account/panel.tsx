"use client";

import { useState } from "react";
import type { Me } from "../root.ts";
import { useApiClient } from "../trpc/provider.tsx";
import { useNow } from "../ui/use-now.ts";
import { Activity } from "./activity.tsx";
import { ChangeName } from "./change-name.tsx";
import { ChangePassword } from "./change-password.tsx";
import { DeleteAccount } from "./delete-account.tsx";
import type { AccountEvent } from "./event.ts";
import { useActivity } from "./use-activity.ts";

/** A screenful. */
const FEW = 8;

interface AccountPanelProps {
  readonly me: Me;
  /** The address as people write it. */
  readonly shownEmail: string;
  readonly initial: readonly AccountEvent[];
  /** The server's time when it rendered this, ISO 8601. */
  readonly now: string;
}

/** Shows what a user can do about their account, and what happened to it. */
export function AccountPanel({ me: { user, session }, shownEmail, initial, now }: AccountPanelProps) {
  const api = useApiClient();
  const time = useNow(now);
  const [strangers, setStrangers] = useState(0);
  const activity = useActivity({
    queryKey: ["activity"],
    fetchPage: (cursor, signal) => api.account.activity.query({ cursor }, { signal }),
    initial,
    few: FEW,
  });
  const onStranger = () => {
    setStrangers(strangers + 1);
    void activity.reload();
  };
  return (
    <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[3fr_2fr]">
      <div className="grid grid-cols-1 gap-6">
        <ChangePassword user={user} strangers={strangers} onChanged={() => void activity.reload()} />
        <ChangeName name={user.name} />
        <DeleteAccount email={user.email} shownEmail={shownEmail} />
      </div>
      <Activity activity={activity} sessionId={session.id} now={time} onStranger={onStranger} />
    </div>
  );
}

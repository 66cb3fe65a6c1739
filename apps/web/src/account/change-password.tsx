"use client";

import { useRef, useState } from "react";
import type { Me } from "../root.ts";
import { Card } from "../ui/card.tsx";
import { Notice } from "../ui/notice.tsx";
import { useFocusAfter } from "../ui/use-focus-after.ts";
import { ChangePasswordForm } from "./change-password-form.tsx";

interface ChangePasswordProps {
  readonly user: Me["user"];
  /** How often somebody else's session was ended: after each the password should be changed. */
  readonly strangers: number;
  readonly onChanged: () => void;
}

/** Offers to change the password, and reports when it is in force. */
export function ChangePassword({ user, strangers, onChanged }: ChangePasswordProps) {
  const notice = useRef<HTMLDivElement>(null);
  const [changes, setChanges] = useState(0);
  const [changedAfter, setChangedAfter] = useState(0);
  useFocusAfter(changes, notice);
  useFocusAfter(strangers, notice);

  const onDone = () => {
    setChanges(changes + 1);
    setChangedAfter(strangers);
    onChanged();
  };

  return (
    <Card title="Change your password">
      <div ref={notice} role="status" tabIndex={-1} className="rounded-md empty:hidden">
        {strangers > changedAfter ? (
          <Notice>That session has been logged out. Now choose a password that only you know.</Notice>
        ) : (
          changes > 0 && <Notice>Password changed. All your other sessions have been logged out.</Notice>
        )}
      </div>
      {/* A form of its own for each change: nothing of the last one stays in it. */}
      <ChangePasswordForm key={changes} user={user} onDone={onDone} />
    </Card>
  );
}

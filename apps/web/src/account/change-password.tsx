"use client";

import { useEffect, useRef, useState } from "react";
import { Card } from "../ui/card.tsx";
import { Notice } from "../ui/notice.tsx";
import { ChangePasswordForm } from "./change-password-form.tsx";

interface ChangePasswordProps {
  readonly email: string;
  readonly onChanged: () => void;
}

/** The way to another password, and word of it when it is in force. */
export function ChangePassword({ email, onChanged }: ChangePasswordProps) {
  const notice = useRef<HTMLDivElement>(null);
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    if (changes > 0) notice.current?.focus();
  }, [changes]);

  const onDone = () => {
    setChanges(changes + 1);
    onChanged();
  };

  return (
    <Card title="Change your password">
      <div ref={notice} role="status" tabIndex={-1} className="rounded-md empty:hidden">
        {changes > 0 && <Notice>Password changed. All your other sessions have been logged out.</Notice>}
      </div>
      {/* A form of its own for each change: nothing of the last one stays in it. */}
      <ChangePasswordForm key={changes} email={email} onDone={onDone} />
    </Card>
  );
}

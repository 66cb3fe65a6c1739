"use client";

import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";
import { DeleteAccountForm } from "./delete-account-form.tsx";

/** Offers to delete the account, one step away so that it doesn't happen by accident. */
export function DeleteAccount({ email, shownEmail }: { email: string; shownEmail: string }) {
  const isHydrated = useHydrated();
  const place = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);

  /** The focus goes to what has taken the place of what was pressed. */
  const turn = (open: boolean) => {
    flushSync(() => setOpen(open));
    place.current?.querySelector<HTMLElement>(open ? "input:not([hidden])" : "button")?.focus();
  };

  return (
    <Card title="Delete your account">
      <p className="text-soft">
        Your account is deleted and every session is logged out immediately. This can’t be undone.
      </p>
      <div ref={place}>
        {isOpen ? (
          <div className="grid gap-3">
            <DeleteAccountForm email={email} shownEmail={shownEmail} />
            <Button tone="quiet" wide onClick={() => turn(false)}>
              Keep my account
            </Button>
          </div>
        ) : (
          <Button tone="quiet" disabled={!isHydrated} onClick={() => turn(true)}>
            Delete account…
          </Button>
        )}
      </div>
    </Card>
  );
}

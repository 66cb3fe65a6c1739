"use client";

import { useEffect, useRef, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";
import { DeleteAccountForm } from "./delete-account-form.tsx";

/** The way out, a step away so that nobody takes it by accident. */
export function DeleteAccount({ email }: { email: string }) {
  const isHydrated = useHydrated();
  const way = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (isOpen) way.current?.querySelector<HTMLInputElement>("input:not([hidden])")?.focus();
  }, [isOpen]);

  return (
    <Card title="Delete your account">
      <p className="text-soft">
        Your account goes, and every session ends at once. There is no way back.
      </p>
      {isOpen ? (
        <div ref={way} className="grid gap-3">
          <DeleteAccountForm email={email} />
          <Button tone="quiet" wide onClick={() => setOpen(false)}>
            Keep my account
          </Button>
        </div>
      ) : (
        <div>
          <Button tone="quiet" disabled={!isHydrated} onClick={() => setOpen(true)}>
            Delete account …
          </Button>
        </div>
      )}
    </Card>
  );
}

"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { endingSentenceFor } from "../trpc/error-messages.ts";
import { useApiClient } from "../trpc/provider.tsx";
import { endAndLeave } from "../trpc/redirect-to-login.ts";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Field } from "../ui/field.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";

const WORDS = "log everyone out";

/** Offers to revoke every token of every account. */
export function EndEverything() {
  const isHydrated = useHydrated();
  const [isAsked, setAsked] = useState(false);
  return (
    <Card title="Log everyone out">
      <p className="max-w-2xl text-soft">
        Revokes every token on every instance immediately. Use it if a signing key or the database may have leaked.
        Everyone, including you, will have to log in again.
      </p>
      <div>
        <Button tone="danger" disabled={!isHydrated} onClick={() => setAsked(true)}>
          Log everyone out
        </Button>
      </div>
      {isAsked && <Question onClose={() => setAsked(false)} />}
    </Card>
  );
}

function Question({ onClose }: { onClose: () => void }) {
  const api = useApiClient();
  const [typed, setTyped] = useState("");
  const { mutate, error, isPending, isSuccess } = useMutation({
    mutationFn: () => endAndLeave(() => api.admin.endEverything.mutate(), "everyone"),
  });
  return (
    <Confirm
      title="Log everyone out?"
      action="Log everyone out"
      isReady={typed.trim().toLowerCase() === WORDS}
      isPending={isPending || isSuccess}
      failure={error === null ? null : endingSentenceFor(error)}
      onConfirm={() => mutate()}
      onClose={onClose}
      field={
        <Field
          label={`Type “${WORDS}” to confirm`}
          name="confirmation"
          type="text"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      }
    >
      <p>This can’t be undone.</p>
    </Confirm>
  );
}

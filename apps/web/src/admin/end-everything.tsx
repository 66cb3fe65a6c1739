"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { endAndLeave } from "../client/leave.ts";
import { sentenceFor } from "../client/sentence.ts";
import { useApiClient } from "../client/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Field } from "../ui/field.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";

const WORDS = "end everything";

/** The last resort: no token of anybody is accepted any more. */
export function EndEverything() {
  const isHydrated = useHydrated();
  const [isAsked, setAsked] = useState(false);
  return (
    <Card title="End everything">
      <p className="max-w-2xl text-soft">
        Takes back every token of everybody, on every instance, at once. For the day a signing key or the database may
        have leaked. Everybody logs in again, you too.
      </p>
      <div>
        <Button tone="danger" disabled={!isHydrated} onClick={() => setAsked(true)}>
          End everything
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
      title="End every session of everybody?"
      action="End everything"
      isReady={typed.trim().toLowerCase() === WORDS}
      isPending={isPending || isSuccess}
      failure={error === null ? null : sentenceFor(error)}
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
      <p>There is no undo.</p>
    </Confirm>
  );
}

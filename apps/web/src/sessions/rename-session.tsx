"use client";

import type { ReactNode } from "react";
import { Form } from "../login/form.tsx";
import { outcomeOf } from "../login/outcome.ts";
import { useSubmission } from "../login/submission.ts";
import { useApiClient } from "../trpc/provider.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Modal } from "../ui/modal.tsx";
import { deviceOf } from "./device.ts";
import { labelOf, type Session } from "./session.ts";

const NAMES = ["name"] as const;

interface RenameSessionProps {
  readonly session: Session;
  /** Called with what has been done. */
  readonly onDone: (sentence: ReactNode) => Promise<void>;
  readonly onClose: () => void;
}

/** Lets its owner say what a device is called; nothing typed gives it back its own name. */
export function RenameSession({ session, onDone, onClose }: RenameSessionProps) {
  const api = useApiClient();
  const device = deviceOf(session.userAgent).name;
  const { form, errors, failure, isPending } = useSubmission({
    names: NAMES,
    check: () => ({}),
    async send({ name }) {
      const wanted = name.trim() === "" ? null : name;
      const outcome = await outcomeOf(api.sessions.rename.mutate({ sessionId: session.id, name: wanted }), NAMES);
      if (outcome.done) await onDone(<>This device is now called {<bdi>{wanted ?? device}</bdi>}.</>);
      return outcome;
    },
  });
  return (
    <Modal role="dialog" title={<>Rename {<bdi>{labelOf(session)}</bdi>}</>} onCancel={onClose}>
      <Form {...form} action="Save" isPending={isPending} failure={failure}>
        <Field
          label="Device name"
          name="name"
          type="text"
          autoComplete="off"
          defaultValue={session.name ?? ""}
          error={errors.name}
          hint={<>Leave it empty to call it {device}.</>}
        />
      </Form>
      <Button tone="quiet" wide onClick={onClose}>
        Cancel
      </Button>
    </Modal>
  );
}

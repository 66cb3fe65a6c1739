"use client";

import { MAX_NAME } from "@curfew/api/protocol";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Form } from "../login/form.tsx";
import { outcomeOf } from "../login/outcome.ts";
import { checkName } from "../login/rules.ts";
import { useSubmission } from "../login/submission.ts";
import { useApi, useApiClient } from "../trpc/provider.tsx";
import { Card } from "../ui/card.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { useFocusAfter } from "../ui/use-focus-after.ts";

/** Offers to change the name, and reports when it is changed. */
export function ChangeName({ name }: { name: string }) {
  const notice = useRef<HTMLDivElement>(null);
  const [changed, setChanged] = useState<readonly string[]>([]);
  useFocusAfter(changed.length, notice);
  return (
    <Card title="Change your name">
      <div ref={notice} role="status" tabIndex={-1} className="rounded-md empty:hidden">
        {changed.length > 0 && <Notice>Name changed.</Notice>}
      </div>
      {/* A form of its own for each change: it begins with the name in use. */}
      <NameForm key={changed.length} name={changed.at(-1) ?? name} onDone={(next) => setChanged([...changed, next])} />
    </Card>
  );
}

const NAMES = ["name"] as const;

function NameForm({ name, onDone }: { name: string; onDone: (name: string) => void }) {
  const api = useApiClient();
  const me = useApi().account.me.queryKey();
  const queries = useQueryClient();
  const { form, errors, failure, isPending } = useSubmission({
    names: NAMES,
    check: checkName,
    async send(values) {
      const outcome = await outcomeOf(
        api.account.rename.mutate(values).then(({ user }) => onDone(user.name)),
        NAMES,
      );
      await queries.invalidateQueries({ queryKey: me });
      return outcome;
    },
  });
  return (
    <Form {...form} action="Change name" isPending={isPending} failure={failure}>
      <Field
        label="Name"
        name="name"
        type="text"
        autoComplete="name"
        maxLength={MAX_NAME}
        required
        defaultValue={name}
        error={errors.name}
      />
    </Form>
  );
}

"use client";

import { Form } from "../login/form.tsx";
import { outcomeOf } from "../login/outcome.ts";
import { checkDeletion } from "../login/rules.ts";
import { useSubmission } from "../login/submission.ts";
import { useApiClient } from "../trpc/provider.tsx";
import { endAndLeave } from "../trpc/redirect-to-login.ts";
import { Field } from "../ui/field.tsx";
import { PasswordField } from "../ui/password-field.tsx";
import { Whose } from "./username-field.tsx";

const NAMES = ["currentPassword", "confirmation"] as const;

export function DeleteAccountForm({ email, shownEmail }: { email: string; shownEmail: string }) {
  const api = useApiClient();
  const { form, errors, failure, isPending } = useSubmission({
    names: NAMES,
    check: (values) => checkDeletion(values, email),
    send: ({ currentPassword }) =>
      outcomeOf(
        endAndLeave(() => api.account.delete.mutate({ currentPassword }), "deleted"),
        NAMES,
      ),
  });
  return (
    <Form {...form} action="Delete account" tone="danger" isPending={isPending} failure={failure}>
      <Whose email={email} />
      <PasswordField
        label="Your password"
        name="currentPassword"
        autoComplete="current-password"
        required
        error={errors.currentPassword}
      />
      <Field
        label="To confirm, type your email address"
        name="confirmation"
        type="text"
        inputMode="email"
        autoComplete="off"
        dir="ltr"
        required
        autoCapitalize="none"
        spellCheck={false}
        error={errors.confirmation}
        hint={<span className="wrap-anywhere">Type {shownEmail}</span>}
      />
    </Form>
  );
}

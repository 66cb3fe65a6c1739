"use client";

import { useApiClient } from "../trpc/provider.tsx";
import { Field } from "../ui/field.tsx";
import { PasswordField } from "../ui/password-field.tsx";
import { useCarriedEmail } from "./carried-email.ts";
import { asciiEmail } from "./email.ts";
import { Form } from "./form.tsx";
import { enter } from "./log-in.ts";
import { checkLogin } from "./rules.ts";
import { useSubmission } from "./submission.ts";
import { useFirstField } from "./use-first-field.ts";

const NAMES = ["email", "password"] as const;

interface LoginFormProps {
  readonly next: string;
  /** Whether something stands above the form that should be read first. */
  readonly isNoticed: boolean;
}

export function LoginForm({ next, isNoticed }: LoginFormProps) {
  const api = useApiClient();
  const { form, errors, failure, isPending } = useSubmission({
    names: NAMES,
    check: checkLogin,
    send: (values) => enter(api, api.auth.login.mutate({ ...values, email: asciiEmail(values.email) }), next, NAMES),
  });
  useCarriedEmail(form.ref);
  useFirstField(form.ref, isNoticed);
  return (
    <Form {...form} action="Log in" isPending={isPending} failure={failure}>
      <Field label="Email" name="email" type="email" autoComplete="username" dir="ltr" required error={errors.email} />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="current-password"
        required
        error={errors.password}
      />
    </Form>
  );
}

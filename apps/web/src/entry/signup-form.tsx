"use client";

import { useState } from "react";
import { useApiClient } from "../client/trpc.tsx";
import { Field } from "../ui/field.tsx";
import { PasswordField } from "../ui/password-field.tsx";
import { enter } from "./enter.ts";
import { Form } from "./form.tsx";
import { checkSignup } from "./rules.ts";
import { Strength } from "./strength.tsx";
import { useSubmission } from "./submission.ts";

const NAMES = ["name", "email", "password"] as const;

export function SignupForm({ next }: { next: string }) {
  const api = useApiClient();
  const [password, setPassword] = useState("");
  const { form, errors, failure, isPending } = useSubmission({
    names: NAMES,
    check: checkSignup,
    send: (values) => enter(api, api.auth.signup.mutate(values), next, NAMES),
  });
  return (
    <Form {...form} action="Sign up" isPending={isPending} failure={failure}>
      <Field label="Name" name="name" type="text" autoComplete="name" maxLength={100} error={errors.name} />
      <Field label="Email" name="email" type="email" autoComplete="username" error={errors.email} />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="new-password"
        error={errors.password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        hint={<Strength password={password} />}
      />
    </Form>
  );
}

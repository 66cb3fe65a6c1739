"use client";

import { useState } from "react";
import { Form } from "../login/form.tsx";
import { outcomeOf } from "../login/outcome.ts";
import { checkChange } from "../login/rules.ts";
import { Strength } from "../login/strength.tsx";
import { useSubmission } from "../login/submission.ts";
import type { Me } from "../root.ts";
import { useApiClient } from "../trpc/provider.tsx";
import { PasswordField } from "../ui/password-field.tsx";
import { Whose } from "./username-field.tsx";

const NAMES = ["currentPassword", "newPassword"] as const;

interface ChangePasswordFormProps {
  readonly user: Me["user"];
  readonly onDone: () => void;
}

export function ChangePasswordForm({ user, onDone }: ChangePasswordFormProps) {
  const api = useApiClient();
  const [password, setPassword] = useState("");
  const { form, errors, failure, isPending } = useSubmission({
    names: NAMES,
    check: checkChange,
    async send(values) {
      const outcome = await outcomeOf(api.account.changePassword.mutate(values), NAMES);
      if (outcome.done) onDone();
      return outcome;
    },
  });
  return (
    <Form
      {...form}
      action="Change password"
      isPending={isPending}
      failure={failure}
      hint="Changing your password logs you out everywhere else."
    >
      <Whose email={user.email} />
      <PasswordField
        label="Current password"
        name="currentPassword"
        autoComplete="current-password"
        required
        error={errors.currentPassword}
      />
      <PasswordField
        label="New password"
        name="newPassword"
        autoComplete="new-password"
        required
        error={errors.newPassword}
        onChange={(event) => setPassword(event.currentTarget.value)}
        hint={
          <Strength password={password} about={[user.email, user.name]} hasError={errors.newPassword !== undefined} />
        }
      />
    </Form>
  );
}

"use client";

import { useState } from "react";
import { fieldsOf, loginSentenceFor } from "../trpc/error-messages.ts";
import { rememberLogoutReason } from "../trpc/logout-reason.ts";
import { useApiClient } from "../trpc/provider.tsx";
import { Alert } from "../ui/alert.tsx";
import { PasswordField } from "../ui/password-field.tsx";
import { Form } from "./form.tsx";
import { outcomeOf } from "./outcome.ts";
import { checkNewPassword } from "./rules.ts";
import { Strength } from "./strength.tsx";
import { useSubmission } from "./submission.ts";
import { useLinkToken } from "./use-link-token.ts";

const NAMES = ["newPassword"] as const;

/** Sets a new password by the secret of a link, and leads to the login. */
export function ResetForm() {
  const api = useApiClient();
  const token = useLinkToken();
  const [password, setPassword] = useState("");
  const { form, errors, failure, isPending } = useSubmission({
    names: NAMES,
    check: checkNewPassword,
    async send({ newPassword }) {
      const call = api.auth.resetPassword.mutate({ token: token ?? "", newPassword });
      const outcome = await outcomeOf(call, NAMES, sentenceFor);
      if (outcome.done) leave();
      return outcome;
    },
  });
  if (token === "") {
    return <Alert>This link is incomplete. Open it exactly as you were given it, or ask for a new one.</Alert>;
  }
  return (
    <Form
      {...form}
      action="Set password"
      isPending={isPending}
      failure={failure}
      hint="Setting a new password logs you out everywhere."
    >
      <PasswordField
        label="New password"
        name="newPassword"
        autoComplete="new-password"
        required
        error={errors.newPassword}
        onChange={(event) => setPassword(event.currentTarget.value)}
        hint={<Strength password={password} about={[]} hasError={errors.newPassword !== undefined} />}
      />
    </Form>
  );
}

/** What is wrong with the link itself is no field's fault. */
function sentenceFor(error: unknown): string {
  return fieldsOf(error).token?.[0] ?? loginSentenceFor(error);
}

function leave(): void {
  rememberLogoutReason("password-set");
  location.replace("/login");
}

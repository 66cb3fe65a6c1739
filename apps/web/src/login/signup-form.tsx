"use client";

import { EMAIL_TAKEN, MAX_NAME } from "@curfew/api/protocol";
import { useState } from "react";
import { useApiClient } from "../trpc/provider.tsx";
import { Field } from "../ui/field.tsx";
import { PasswordField } from "../ui/password-field.tsx";
import { TextLink } from "../ui/text-link.tsx";
import { loginWith } from "./carried-email.ts";
import { asciiEmail } from "./email.ts";
import { Form } from "./form.tsx";
import { enter } from "./log-in.ts";
import { checkSignup } from "./rules.ts";
import { Strength } from "./strength.tsx";
import { useSubmission } from "./submission.ts";

const NAMES = ["name", "email", "password"] as const;

export function SignupForm({ next }: { next: string }) {
  const api = useApiClient();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { form, errors, failure, isPending } = useSubmission({
    names: NAMES,
    check: checkSignup,
    send: (values) => enter(api, api.auth.signup.mutate({ ...values, email: asciiEmail(values.email) }), next, NAMES),
  });
  return (
    <Form {...form} action="Sign up" isPending={isPending} failure={failure}>
      <Field
        label="Name"
        name="name"
        type="text"
        autoComplete="name"
        maxLength={MAX_NAME}
        required
        onChange={(event) => setName(event.currentTarget.value)}
        error={errors.name}
      />
      <Field
        label="Email"
        name="email"
        type="email"
        autoComplete="username"
        dir="ltr"
        required
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={errors.email === EMAIL_TAKEN ? <Taken email={email} next={next} /> : errors.email}
      />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="new-password"
        required
        error={errors.password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        hint={<Strength password={password} about={[email, name]} hasError={errors.password !== undefined} />}
      />
    </Form>
  );
}

function Taken({ email, next }: { email: string; next: string }) {
  return (
    <>
      {EMAIL_TAKEN} <TextLink href={loginWith(email.trim(), next)}>Log in</TextLink>
    </>
  );
}

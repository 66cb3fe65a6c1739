import { MAX_EMAIL, PASSWORD_LENGTH, passwordLengthProblem } from "@curfew/api/protocol";
import { isVisible } from "../ui/visible.ts";
import { asciiEmail } from "./email.ts";
import type { Errors, Values } from "./submission.ts";

/** Checks a login as far as that needs no server. */
export function checkLogin({ email, password }: Values<"email" | "password">): Errors<"email" | "password"> {
  return found({
    email: email.trim() === "" ? "Enter your email address." : "",
    password: password === "" ? "Enter your password." : "",
  });
}

/** Checks a sign-up as far as that needs no server, which decides. */
export function checkSignup(values: Values<"name" | "email" | "password">): Errors<"name" | "email" | "password"> {
  return found({
    name: problemWithName(values.name),
    email: problemWithEmail(asciiEmail(values.email)),
    password: problemWithPassword(values.password),
  });
}

/** Checks a new name as far as that needs no server. */
export function checkName({ name }: Values<"name">): Errors<"name"> {
  return found({ name: problemWithName(name) });
}

/** Checks a new password as far as that needs no server. */
export function checkNewPassword({ newPassword }: Values<"newPassword">): Errors<"newPassword"> {
  return found({ newPassword: problemWithPassword(newPassword) });
}

/** Checks a change of password as far as that needs no server. */
export function checkChange(
  values: Values<"currentPassword" | "newPassword">,
): Errors<"currentPassword" | "newPassword"> {
  return found({
    currentPassword: values.currentPassword === "" ? "Enter your current password." : "",
    newPassword: problemWithChange(values),
  });
}

function problemWithChange({ currentPassword, newPassword }: Values<"currentPassword" | "newPassword">): string {
  const isSame = newPassword !== "" && newPassword.normalize("NFKC") === currentPassword.normalize("NFKC");
  return isSame ? "That is already your password." : problemWithPassword(newPassword);
}

/** Checks a deletion as far as that needs no server: whether the user means this account. */
export function checkDeletion(
  values: Values<"currentPassword" | "confirmation">,
  email: string,
): Errors<"currentPassword" | "confirmation"> {
  const isMeant = asciiEmail(values.confirmation).toLowerCase() === email;
  return found({
    currentPassword: values.currentPassword === "" ? "Enter your password." : "",
    confirmation: isMeant ? "" : "That doesn’t match your email address.",
  });
}

function problemWithName(name: string): string {
  return isVisible(name) ? "" : "Enter your name.";
}

function problemWithEmail(email: string): string {
  if (email === "") return "Enter your email address.";
  const fits = /^[\x21-\x3f\x41-\x7e]+@[^\s@]+\.[^\s@]+$/.test(email) && email.length <= MAX_EMAIL;
  return fits ? "" : "Enter a valid email address, like ada@example.com.";
}

/**
 * Says what is wrong with a password's length; empty if nothing is. Counts as the server does: code points after NFKC
 * (NIST SP 800-63B-4 §3.1.1.2).
 */
export function problemWithPassword(password: string): string {
  if (password === "") return `Enter a password of at least ${PASSWORD_LENGTH.least} characters.`;
  return passwordLengthProblem(password) ?? "";
}

function found<Name extends string>(problems: Readonly<Record<Name, string>>): Errors<Name> {
  return Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== "")) as Errors<Name>;
}

import { z } from "zod";
import { passwordProblem } from "./password/rules.ts";

/** What a client may send. Messages are for people: they stand next to the field. */

const MAX_EMAIL = 254;
/** Leaves room for 128 characters in any spelling that normalises to them. */
const MAX_RAW_PASSWORD = 1024;
const MAX_NAME = 100;

/** Trimmed and lower-cased, as it is compared; ASCII before that, since `K` (U+212A) lower-cases to `k`. */
const email = z
  .string()
  .trim()
  .max(MAX_EMAIL, `Use at most ${MAX_EMAIL} characters.`)
  .regex(z.regexes.html5Email, "Enter a valid email address.")
  .toLowerCase();

/** A password somebody claims to have: its form is not judged, a wrong one is simply wrong. */
export const presentedPassword = z.string().max(MAX_RAW_PASSWORD, "This is too long for a password.");

export const newPassword = presentedPassword.superRefine((password, context) => {
  const problem = passwordProblem(password);
  if (problem !== null) context.addIssue({ code: "custom", message: problem });
});

/** Controls, line breaks, halves of characters, and what turns the direction of the text around it. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

const name = z
  .string()
  .trim()
  .min(1, "Enter a name.")
  .refine((text) => [...text].length <= MAX_NAME, `Use at most ${MAX_NAME} characters.`)
  .refine((text) => !UNPRINTABLE.test(text), "Use visible characters only.");

export const id = z.string().min(1).max(255);

export const credentials = z.object({ email, password: presentedPassword });

export const signup = z.object({
  email,
  password: newPassword,
  name,
  /** Whether the caller keeps its tokens itself, instead of a browser in its cookies. */
  tokens: z.boolean().optional(),
});

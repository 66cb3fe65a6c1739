"use client";

import { fieldsOf, reasonOf, sentenceFor } from "../client/sentence.ts";
import type { Errors, Outcome } from "./submission.ts";

/**
 * Sends a login or sign-up and goes on to `next`, by a navigation that takes nothing of this page
 * along. Otherwise tells what to say, at the fields where the server names them.
 */
export async function enter<Name extends string>(
  call: Promise<unknown>,
  next: string,
  names: readonly Name[],
): Promise<Outcome<Name>> {
  try {
    await call;
    location.replace(next);
    return { done: true };
  } catch (error) {
    const errors = errorsOf(error, names);
    return Object.keys(errors).length > 0 ? { done: false, errors } : { done: false, failure: sentenceFor(error) };
  }
}

function errorsOf<Name extends string>(error: unknown, names: readonly Name[]): Errors<Name> {
  if (reasonOf(error) === "email_taken") return { email: sentenceFor(error) } as Errors<Name>;
  const fields = fieldsOf(error);
  const wrong = names.flatMap((name) => (fields[name]?.[0] ? [[name, fields[name][0]]] : []));
  return Object.fromEntries(wrong) as Errors<Name>;
}

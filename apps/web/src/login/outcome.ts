import { errorMessage, fieldsOf, reasonOf } from "../trpc/error-messages.ts";
import type { Errors, Outcome } from "./submission.ts";

/** The field that a reason is about, where the server doesn't say it. */
const FIELDS: Readonly<Record<string, string>> = { email_taken: "email", password_wrong: "currentPassword" };

/** Waits for a call that a form made; if it fails, says what to show, at the fields where that is known. */
export async function outcomeOf<Name extends string>(
  call: Promise<unknown>,
  names: readonly Name[],
  say: (error: unknown) => string = errorMessage,
): Promise<Outcome<Name>> {
  try {
    await call;
    return { done: true };
  } catch (error) {
    const errors = errorsOf(error, names);
    return Object.keys(errors).length > 0 ? { done: false, errors } : { done: false, failure: say(error) };
  }
}

function errorsOf<Name extends string>(error: unknown, names: readonly Name[]): Errors<Name> {
  const known = FIELDS[reasonOf(error) ?? ""];
  const fields = known === undefined ? fieldsOf(error) : { [known]: [errorMessage(error)] };
  const wrong = names.flatMap((name) => (fields[name]?.[0] ? [[name, fields[name][0]]] : []));
  return Object.fromEntries(wrong) as Errors<Name>;
}

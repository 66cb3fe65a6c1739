import type { Context } from "../context.ts";
import { Failure } from "../errors/failure.ts";
import type { AttemptMark } from "../ports.ts";
import { accountMark, addressMark } from "./marks.ts";

/** What a failed check of this account's password counts under. */
export function loginMarks({ parts, client }: Context, email: string): AttemptMark[] {
  return [accountMark(email, parts.loginAttempts), addressMark(client.address, parts.loginAttempts)];
}

/**
 * Refuses while a window is full. Asked before a password is checked, to save the work, and again
 * after it was right: of guesses made at the same moment only those settled in time count.
 */
export async function assertMayTry({ parts }: Context, marks: readonly AttemptMark[]): Promise<void> {
  refuseFor(await parts.attempts.wait(marks));
}

/** Counts a failure. Refuses if the window was filled while the password was checked. */
export async function countFailure({ parts }: Context, marks: readonly AttemptMark[]): Promise<void> {
  refuseFor(await parts.attempts.fail(marks));
}

/** Counts a sign-up: they are limited whether they fail or not. */
export async function countSignUp(context: Context): Promise<void> {
  const marks = [addressMark(context.client.address, context.parts.loginAttempts)];
  // Asked first, so that sign-ups that are refused write nothing.
  await assertMayTry(context, marks);
  await countFailure(context, marks);
}

function refuseFor(retryAfterSeconds: number): void {
  if (retryAfterSeconds > 0) throw new Failure("too_many_attempts", { retryAfterSeconds });
}

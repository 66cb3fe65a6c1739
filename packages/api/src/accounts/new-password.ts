import type { Account } from "../database.ts";
import { ApiError } from "../errors/api-error.ts";
import type { Passwords } from "../passwords/passwords.ts";
import { assertMayTry, choices, consume, type RateLimitContext } from "../rate-limit/consume.ts";

/** The part of a request that judging a new password needs. */
export interface NewPasswordContext extends RateLimitContext {
  readonly services: RateLimitContext["services"] & { readonly passwords: Passwords };
}

/** Refuses while too many new passwords of this account were refused; asked before any of the work. */
export function assertMayChoose(context: NewPasswordContext, account: Account): Promise<void> {
  return assertMayTry(context, choices(context, account.id));
}

/** Throws `input_invalid` for a new password that guessers try early, and counts it. Last of all: it costs most. */
export async function assertGoodChoice(context: NewPasswordContext, account: Account, password: string): Promise<void> {
  const about = [account.email, account.name];
  const refusal = await context.services.passwords.refusal(account.id, password, about);
  if (refusal !== null) await refuseChoice(context, account, refusal);
}

/** Counts a new password that is refused, and says why it is. */
export async function refuseChoice(context: NewPasswordContext, account: Account, why: string): Promise<never> {
  await consume(context, choices(context, account.id));
  throw refused("newPassword", why);
}

export function refused(field: string, why: string): ApiError {
  return new ApiError("input_invalid", { fields: { [field]: [why] } });
}

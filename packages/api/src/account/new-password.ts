import { assertMayTry, choices, count } from "../attempts/limit.ts";
import type { Context } from "../context.ts";
import { Failure } from "../errors/failure.ts";
import type { Account } from "../ports.ts";

/** Refuses while too many new passwords of this account were refused; asked before any of the work. */
export function assertMayChoose(context: Context, account: Account): Promise<void> {
  return assertMayTry(context, choices(context, account.id));
}

/** Throws `input_invalid` for a new password that guessers try early, and counts it. Last of all: it costs most. */
export async function assertGoodChoice(context: Context, account: Account, password: string): Promise<void> {
  const about = [account.email, account.name];
  const refusal = await context.parts.passwords.refusal(account.id, password, about);
  if (refusal !== null) await refuseChoice(context, account, refusal);
}

/** Counts a new password that is refused, and says why it is. */
export async function refuseChoice(context: Context, account: Account, why: string): Promise<never> {
  await count(context, choices(context, account.id));
  throw refused("newPassword", why);
}

export function refused(field: string, why: string): Failure {
  return new Failure("input_invalid", { fields: { [field]: [why] } });
}

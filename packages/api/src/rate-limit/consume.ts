import type { ClientMetadata } from "../database.ts";
import { ApiError } from "../errors/api-error.ts";
import {
  type Allowance,
  accountLimit,
  addressLimit,
  choiceLimit,
  type Limit,
  loginLimit,
  revocationLimit,
} from "./limits.ts";
import type { Quotas } from "./quotas.ts";
import type { RateLimit } from "./rate-limit.ts";

/** The part of a request that limits need. */
export interface RateLimitContext {
  readonly services: {
    readonly rateLimit: RateLimit;
    /** Failed logins allowed per account in a window; ten times as many per client address. */
    readonly loginAttempts: number;
  };
  readonly client: ClientMetadata;
  readonly quotas: Quotas;
}

/** Lists the limits of failed checks of this account's password. */
export function failures(context: RateLimitContext, email: string): Limit[] {
  return [accountLimit(email, allowance(context)), addressLimit(context.client.address, allowance(context))];
}

/** Lists the limits of failures that concern no account. */
export function addresses(context: RateLimitContext): Limit[] {
  return [addressLimit(context.client.address, allowance(context))];
}

/** Lists the limits of this account's successful logins and password changes. */
export function logins(context: RateLimitContext, email: string): Limit[] {
  return [loginLimit(email, allowance(context))];
}

/** Lists the limits of this account's refused new passwords. */
export function choices(context: RateLimitContext, userId: string): Limit[] {
  return [choiceLimit(userId, allowance(context))];
}

/**
 * Refuses while a limit is reached. Asked before a password is checked, to save the work, and again
 * after it was right: of guesses made at the same moment only those settled in time count.
 */
export async function assertMayTry({ services, quotas }: RateLimitContext, limits: readonly Limit[]): Promise<void> {
  const standing = await services.rateLimit.wait(limits);
  quotas.note(standing.quotas);
  refuseFor(standing.waitSeconds);
}

/** Counts one. Refuses, and counts nothing, if a limit was reached meanwhile. */
export async function consume({ services, quotas }: RateLimitContext, limits: readonly Limit[]): Promise<void> {
  const waitSeconds = await services.rateLimit.consume(limits);
  quotas.spend(limits);
  refuseFor(waitSeconds);
}

/** Counts what is limited whether it fails or not. Asks first, so that what is refused writes nothing. */
async function countAlways(context: RateLimitContext, limit: Limit): Promise<void> {
  await assertMayTry(context, [limit]);
  await consume(context, [limit]);
}

/** Counts a sign-up. */
export function countSignUp(context: RateLimitContext): Promise<void> {
  return countAlways(context, addressLimit(context.client.address, allowance(context)));
}

/** Counts a revocation by token that ends something of this account's. */
export function countRevocation(context: RateLimitContext, userId: string): Promise<void> {
  return countAlways(context, revocationLimit(userId, allowance(context)));
}

function allowance({ services }: RateLimitContext): Allowance {
  return { attempts: services.loginAttempts, windowSeconds: services.rateLimit.windowSeconds };
}

function refuseFor(retryAfterSeconds: number): void {
  if (retryAfterSeconds > 0) throw new ApiError("too_many_attempts", { retryAfterSeconds });
}

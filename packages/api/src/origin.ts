import { type CookieUse, mayChangeState, type OriginPolicy } from "@curfew/http";
import { ApiError } from "./errors/api-error.ts";

/** What a procedure says of itself. */
export interface OriginMeta {
  /** Left out: `sets`. A function tells by the input, of a mutation that can be called in two ways. */
  readonly cookies?: CookieUse | ((input: unknown) => CookieUse);
}

export function cookieUseOf(meta: OriginMeta | undefined): NonNullable<OriginMeta["cookies"]> {
  return meta?.cookies ?? "sets";
}

/** Throws `origin_refused` unless a mutation that uses cookies so may come from where this request comes from. */
export function assertOrigin(policy: OriginPolicy, headers: Headers, use: CookieUse): void {
  if (!mayChangeState(headers, policy, use)) throw new ApiError("origin_refused", { origin: policy.appOrigin });
}

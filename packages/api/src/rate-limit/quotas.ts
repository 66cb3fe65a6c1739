import type { Limit } from "./limits.ts";
import type { Quota } from "./rate-limit.ts";

/** Gathers what the calls of one request learn of their limits. */
export interface Quotas {
  note(quotas: readonly Quota[]): void;
  /** Notes that one more was counted under these. */
  spend(limits: readonly Limit[]): void;
  /**
   * `RateLimit-Policy` with every limit, `RateLimit` with the one that is nearest
   * (draft-ietf-httpapi-ratelimit-headers).
   */
  headers(): [name: string, value: string][];
}

export function createQuotas(): Quotas {
  const known = new Map<Quota["policy"], Quota>();
  return {
    note(quotas) {
      for (const quota of quotas) {
        const { remaining = Number.POSITIVE_INFINITY } = known.get(quota.policy) ?? {};
        if (quota.remaining <= remaining) known.set(quota.policy, quota);
      }
    },
    spend(limits) {
      for (const { policy } of limits) {
        const quota = known.get(policy);
        if (quota !== undefined) known.set(policy, { ...quota, remaining: Math.max(0, quota.remaining - 1) });
      }
    },
    headers() {
      const quotas = [...known.values()].sort((one, other) => one.remaining - other.remaining);
      const [nearest] = quotas;
      if (nearest === undefined) return [];
      const policies = quotas.map(({ policy, limit, windowSeconds }) => `"${policy}";q=${limit};w=${windowSeconds}`);
      const { policy, remaining, resetSeconds } = nearest;
      return [
        ["ratelimit-policy", policies.join(", ")],
        ["ratelimit", `"${policy}";r=${remaining};t=${resetSeconds}`],
      ];
    },
  };
}

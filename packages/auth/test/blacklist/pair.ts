import { createTestAuth, type TestAuthOptions } from "../../src/testing/index.ts";

export const REVOKED = { ok: false, code: "token_revoked" };

/** Two processes on one store, each allowed to be a second late. */
export async function pair(options: TestAuthOptions = {}) {
  const here = await createTestAuth({ maxStalenessMs: 1000, timeoutMs: 5_000, ...options });
  const there = await createTestAuth({
    maxStalenessMs: 1000,
    timeoutMs: 5_000,
    ...options,
    clock: here.clock,
    store: here.store,
    witness: here.witness,
    ring: here.ring,
  });
  return { here, there, clock: here.clock };
}

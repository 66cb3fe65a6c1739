import { createBlacklist } from "../../src/create-blacklist.ts";
import type { ExternalBlacklistOptions } from "../../src/external/options.ts";
import type { VerifiedPayload } from "../../src/external/payload.ts";
import { openMemoryStore } from "../../src/stores/memory.ts";

const ISSUER = "https://issuer.example";

/** A blacklist in memory, whose time only the test moves. */
export async function place(options: Partial<ExternalBlacklistOptions> & { readonly isNew?: boolean } = {}) {
  let now = new Date("2030-01-01T00:00:00Z").getTime();
  const clock = () => new Date(now);
  const store = openMemoryStore({ clock, logRetentionMs: 1_000 });
  const { isNew = true, ...rest } = options;
  const create = (more: Partial<ExternalBlacklistOptions> = {}) =>
    createBlacklist({ store, clock, uptime: () => now, ...rest, ...more });
  const blacklist = create();
  if (isNew) await blacklist.init();
  const seconds = () => Math.floor(now / 1000);
  return {
    blacklist,
    create,
    store,
    /** Moves the time on. */
    pass(by: number) {
      now += by * 1000;
    },
    seconds,
    payload: (claims: Partial<VerifiedPayload> = {}): VerifiedPayload => ({
      iss: ISSUER,
      sub: "ann",
      jti: "token-1",
      iat: seconds(),
      exp: seconds() + 3600,
      ...claims,
    }),
  };
}

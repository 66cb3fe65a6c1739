import { describe, expect, test } from "vitest";
import type { Store } from "../../src/blacklist/store.ts";
import { atomicity } from "./conformance/atomicity.ts";
import { closing } from "./conformance/closing.ts";
import { exchanges } from "./conformance/exchanges.ts";
import { lifetimes } from "./conformance/lifetimes.ts";
import { rejections } from "./conformance/rejections.ts";
import { restorations } from "./conformance/restorations.ts";
import { revisions } from "./conformance/revisions.ts";
import { fresh } from "./conformance/set-up.ts";
import { strings } from "./conformance/strings.ts";
import { tails } from "./conformance/tails.ts";

/** One driver over records that no other test sees. */
export interface Harness {
  readonly store: Store;
  /** Another store on the same records, over a connection of its own where the driver has any. */
  another(): Promise<Store>;
  /** Lets time pass for the records: moves the driver's clock, or waits for that of the server. */
  pass(ms: number): Promise<void>;
  /** Closes all stores and removes the records. */
  close(): Promise<void>;
}

/** Opens a driver whose log keeps entries for so long. */
export type Open = (logRetentionMs: number) => Promise<Harness>;

/** The contract of `src/blacklist/store.ts` as tests. Every driver passes all of them. */
export function conformance(name: string, open: Open): void {
  describe(`${name} keeps the store's contract`, () => {
    strings(open);
    rejections(open);
    revisions(open);
    exchanges(open);
    restorations(open);
    lifetimes(open);
    atomicity(open);
    tails(open);
    closing(open);

    test("and tells its name, and what it was told to use", async () => {
      const { store, another } = await fresh(open);
      expect(store.name).toBe(name);
      expect(store.setting).toMatch(new RegExp(`^${name} \\S`));
      expect((await another()).setting).toBe(store.setting);
    });
  });
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, logRetentionMs, type Store } from "@curfew/auth";
import { openMemoryStore } from "@curfew/auth/stores/memory";
import { openSqliteStore } from "@curfew/auth/stores/sqlite";
import { times } from "@curfew/testing/effort";
import fc from "fast-check";
import { afterAll, beforeAll, test, vi } from "vitest";
import { seedOf } from "../support/chance.ts";
import { createService, LATE_MS, LIFETIMES, type Service } from "./lateness.ts";

vi.setConfig({ testTimeout: 120_000 });

type Kept = Service["kept"][number];

/** What is done to a service, at one of its instances, with one of its tokens. */
const STEPS: Record<string, (service: Service, instance: number, token: Kept) => Promise<unknown>> = {
  open: (service, instance, { subject }) => service.open(instance, subject),
  openOther: (service, instance, { subject }) => service.open(instance, subject === "ann" ? "bob" : "ann"),
  refresh: (service, instance, token) => service.refresh(instance, token),
  check: (service, instance, token) => service.check(instance, token),
  checkAll: (service, instance) => checkAll(service, instance),
  askTheStore: (service, instance, token) => service.check(instance, token, 0),
  async endToken(service, instance, token) {
    const claims = await service.at(instance).verifySignature(token.access);
    if (claims !== null) await service.at(instance).revoke(claims);
    service.ended(instance, (other) => other === token, false);
  },
  async endSession(service, instance, { session }) {
    await service.at(instance).revokeSessions([session]);
    service.ended(instance, (other) => other.session.id === session.id);
  },
  async endSubject(service, instance, { subject }) {
    await service.at(instance).revokeSubject(subject);
    service.ended(instance, (other) => other.subject === subject);
  },
  async endEverything(service, instance) {
    await service.at(instance).revokeAll();
    service.ended(instance, () => true);
  },
  restart: (service, instance) => service.restart(instance),
};

async function checkAll(service: Service, instance: number): Promise<void> {
  for (const token of service.kept) await service.check(instance, token);
}

const often = ["check", "check", "check", "open", "openOther", "endToken", "endSession", "endSubject"];
const step = fc.record({
  kind: fc.constantFrom(...often, ...Object.keys(STEPS)),
  instance: fc.nat(1),
  which: fc.nat(10),
  passMs: fc.constantFrom(0, 0, 0, 1, 400, 600, LATE_MS, LATE_MS + 1, 5_000, 120_000),
});

const DRIVERS: Record<string, (folder: string, clock: Clock) => Store> = {
  memory: (_folder, clock) => openMemoryStore({ clock, logRetentionMs: RETENTION_MS }),
  sqlite(folder, clock) {
    files += 1;
    const path = join(folder, `${files}.db`);
    return openSqliteStore({ path, clock, timeoutMs: 20_000, logRetentionMs: RETENTION_MS });
  },
};
const RETENTION_MS = logRetentionMs(LIFETIMES.accessSeconds, LIFETIMES.toleranceSeconds);
let files = 0;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "curfew-lateness-"));
});
afterAll(() => rm(folder, { recursive: true }));

test.each(Object.entries(DRIVERS))(
  "With bounded staleness every ended session is refused within the bound: %s",
  async (driver, open) => {
    const seed = seedOf(`lateness, ${driver}`);
    let count = 0;
    const steps = fc.array(step, { maxLength: 60, size: "max" });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -5_000, max: 5_000 }), steps, async (ahead, asked) => {
        const service = await createService({ open: (clock) => open(folder, clock), skews: [0, ahead] });
        await service.open(0, "ann");
        for (const { kind, instance, which, passMs } of asked) {
          service.pass(passMs);
          const token = service.kept.at(-1 - (which % service.kept.length));
          if (token !== undefined) await STEPS[kind]?.(service, instance, token);
        }
        service.pass(LATE_MS + 1);
        for (const instance of [0, 1]) await checkAll(service, instance);
        await service.close();
        count += asked.length;
      }),
      { seed, numRuns: times(40) },
    );
    console.log(`lateness, ${driver}: ${count} steps`);
  },
);

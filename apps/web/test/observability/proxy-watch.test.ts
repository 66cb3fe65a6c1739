import { generateKeySet } from "@curfew/auth";
import { createTestClock } from "@curfew/auth/testing";
import { expect, test } from "vitest";
import { createProxyWatch, suspectedProxy } from "../../src/backend/observability/proxy-watch.ts";
import { startService } from "./support.ts";

const PUBLIC = { APP_ORIGIN: "https://app.example", AUTH_SIGNING_KEYS: JSON.stringify(await generateKeySet()) };
const FORWARDED = { "x-forwarded-for": "203.0.113.9" };

async function warned(settings: Record<string, string>, headers: Record<string, string>): Promise<boolean> {
  const service = await startService(settings);
  for (let i = 0; i < 3; i++) await service.call("account.me", { headers });
  const lines = service.lines().filter(({ event, message }) => event === "warning" && /PROXY/.test(String(message)));
  const { warnings } = (await (await fetch(`${service.origin}/readyz`)).json()) as { warnings: string[] };
  const isShown = warnings.some((each) => each.includes("TRUSTED_PROXY_HOPS"));
  expect(lines).toHaveLength(isShown ? 1 : 0);
  if (isShown) expect(service.app.warnings.current()).toEqual(warnings);
  return isShown;
}

test("An untrusted proxy is warned of, once in the log", async () => {
  expect(await warned(PUBLIC, FORWARDED)).toBe(true);
  expect(await warned(PUBLIC, { forwarded: "for=203.0.113.9;proto=https" })).toBe(true);
});

test("A trusted or absent proxy causes no warning", async () => {
  expect(await warned({ ...PUBLIC, TRUSTED_PROXY_HOPS: "1" }, FORWARDED)).toBe(false);
  expect(await warned(PUBLIC, { "x-forwarded-proto": "https" })).toBe(false);
  expect(await warned({}, FORWARDED)).toBe(false);
});

test("What a client made up is forgotten after an hour", () => {
  const { now: clock, advance } = createTestClock();
  const told: string[] = [];
  const watch = createProxyWatch({
    origin: "https://app.example",
    trustedProxyHops: 0,
    clock,
    log: (e) => told.push(e),
  });
  for (const count of [1, 2]) {
    watch.look(FORWARDED);
    advance({ seconds: 3_600 });
    expect(watch.warnings()).toHaveLength(1);
    advance({ seconds: 1 });
    expect([watch.warnings(), told.length]).toEqual([[], count]);
  }
});

test("Settings alone suggest a proxy if TLS ends in front", () => {
  const suspected = (origin: string, trustedProxyHops: number) => suspectedProxy({ origin, trustedProxyHops }).length;
  expect(suspected("https://app.example", 0)).toBe(1);
  expect([suspected("https://app.example", 1), suspected("http://localhost:3000", 0)]).toEqual([0, 0]);
});

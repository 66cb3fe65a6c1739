import { ApiError } from "@curfew/api";
import { StoreError, Unavailable } from "@curfew/auth";
import { expect, test } from "vitest";
import { causesOf, traceOf } from "../../src/backend/observability/log/cause.ts";
import { createJsonLog } from "../../src/backend/observability/log/json.ts";
import type { Fields } from "../../src/backend/observability/log/log.ts";
import { createTerminalLog } from "../../src/backend/observability/log/terminal.ts";
import { createMetrics } from "../../src/backend/observability/metrics/metrics.ts";
import { createObserver } from "../../src/backend/observability/metrics/observer.ts";

const CANARY = "canary";

test("An unexpected error is logged with causes and places, without messages", () => {
  const query = Object.assign(new Error(`insert ${CANARY}`), { code: "SQLITE_FULL" });
  const trace = traceOf(new TypeError(`bad ${CANARY}`, { cause: query }));
  expect(trace).toMatch(/^TypeError at .*log\.test\.ts:\d+.* < Error SQLITE_FULL at .*log\.test\.ts:\d+/);
  expect(trace).not.toContain(CANARY);
});

test("A message that looks like a source location is left out", () => {
  const sly = new Error(`first\n    at ${CANARY} (file.ts:1:1)`);
  expect(traceOf(sly)).not.toContain(CANARY);
  sly.message = "another one than its stack has";
  expect(traceOf(sly)).toBe("Error");
});

test("Our own errors may speak: their messages quote nothing", () => {
  const cause = new StoreError("The redis store failed: ECONNREFUSED", new Error(CANARY));
  expect(causesOf(new Unavailable("blacklist", cause))).toBe(
    "Unavailable: the blacklist is unavailable < StoreError: The redis store failed: ECONNREFUSED < Error",
  );
  expect(causesOf(Object.assign(new Error(), { code: "a code of somebody else" }))).toBe("Error");
  expect(causesOf(CANARY)).toBe("string");
});

test("A chain of causes that goes round is told to a depth", () => {
  const [a, b] = [new Error("a"), new RangeError("b")];
  [a.cause, b.cause] = [b, a];
  expect(causesOf(a)).toBe("Error < RangeError < Error < RangeError < Error");
});

test("A line is one JSON object, with its level, time and event", () => {
  const lines: string[] = [];
  const log = createJsonLog({ write: (line) => void lines.push(line) });
  log("ready", { message: "Curfew is ready: http://localhost:3000" });
  log("warning", { message: 'two\nlines and a "quote"' });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: "info", event: "ready", message: "Curfew is ready: http://localhost:3000" }),
    expect.objectContaining({ level: "warn", event: "warning", message: 'two\nlines and a "quote"' }),
  ]);
  for (const line of lines) expect(line).toMatch(/^\{.*\}\n$/);
});

test("A terminal gets short lines, and first where to go", () => {
  const lines: string[] = [];
  const log = createTerminalLog(
    (line) => void lines.push(line),
    () => new Date(2026, 0, 1, 9, 8, 7),
  );
  log("ready", { message: "Curfew is ready: http://localhost:3000" });
  log("request", { requestId: "x", method: "GET", route: "/login", address: "::1", status: 200, durationMs: 3.4 });
  log("blacklist_down", { store: "redis", message: "The blacklist (redis) doesn't answer." });
  log("endings_finished", { count: 2, cause: undefined });
  expect(lines).toEqual([
    "Curfew is ready: http://localhost:3000\n",
    "09:08:07 info  GET /login 200 3.4 ms\n",
    "09:08:07 error blacklist_down The blacklist (redis) doesn't answer.\n",
    "09:08:07 info  endings_finished count=2\n",
  ]);
});

test("An internal error is logged with its places, also from a page", () => {
  const told: [string, Fields | undefined][] = [];
  const observer = createObserver(createMetrics("memory"), (event, fields) => void told.push([event, fields]));
  observer.answered("account.me", new ApiError("internal", { cause: new Error(CANARY) }));
  observer.answered("account.me", new ApiError("token_missing"));
  expect(told).toEqual([
    ["call_failed", { path: "account.me", trace: expect.stringMatching(/^Error at .*log\.test\.ts/) }],
  ]);
});

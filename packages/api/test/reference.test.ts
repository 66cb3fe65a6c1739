import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ApiError } from "../src/errors/api-error.ts";
import { ERRORS, type ErrorName } from "../src/errors/table.ts";
import { accountLimit, addressLimit, choiceLimit, loginLimit, revocationLimit } from "../src/rate-limit/limits.ts";
import { createWorld } from "./world/world.ts";

const REFERENCE = readFileSync(new URL("../../../docs/api.md", import.meta.url), "utf8");

/** The rows of the table below a heading, without its head. */
function rowsOf(heading: string): string[][] {
  const section = REFERENCE.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("| "));
  return lines.slice(1).map((line) => line.split("|").slice(1, -1));
}

function quoted(cell = ""): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
}

test("The reference names every procedure, and none that isn't there", async () => {
  const { api } = await createWorld();
  const named = rowsOf("Procedures").flatMap(([cell]) => quoted(cell));
  expect(named.sort()).toEqual(Object.keys(api.router._def.procedures).sort());
});

test("The reference names every reason with its statuses", () => {
  const named = rowsOf("Errors").flatMap(([statuses = "", reasons]) => {
    const words = quoted(reasons);
    return statuses
      .split(",")
      .flatMap((status) => (words.length > 0 ? words : ["-"]).map((reason) => `${status.trim()} ${reason}`));
  });
  const failures = Object.keys(ERRORS).map((name) => new ApiError(name as ErrorName));
  expect(named.sort()).toEqual([...new Set(failures.map(({ status, reason }) => `${status} ${reason ?? "-"}`))].sort());
});

test("The reference has the limits as they are", () => {
  const allowance = { attempts: 10, windowSeconds: 300 };
  const limits = [
    accountLimit("", allowance),
    addressLimit(null, allowance),
    loginLimit("", allowance),
    revocationLimit("", allowance),
    choiceLimit("", allowance),
  ];
  const documented = rowsOf("Limits on attempts").map(([policy = "", , , limit = "", window = ""]) => ({
    policy: quoted(policy)[0],
    limit: Number(/(\d+) ×/.exec(limit)?.[1] ?? 1) * allowance.attempts,
    windowSeconds: window.includes("LOGIN_WINDOW_SECONDS") ? allowance.windowSeconds : Number.parseInt(window, 10),
  }));
  expect(documented).toEqual(limits.map(({ policy, limit, windowSeconds }) => ({ policy, limit, windowSeconds })));
});

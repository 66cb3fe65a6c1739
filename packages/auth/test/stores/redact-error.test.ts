import { inspect } from "node:util";
import { expect, test } from "vitest";
import { StoreError } from "../../src/blacklist/store.ts";
import { redactError } from "../../src/stores/redact-error.ts";
import { CANARY } from "./calls.ts";

const coded = (code: unknown, message = CANARY) => Object.assign(new Error(message), { code });

const SCRIPT = "ERR Error running script (call to f_ab12): @user_script:12: ";

test.each([
  ["a system's code", coded("ECONNREFUSED"), "ECONNREFUSED"],
  ["a library's code", coded("SQLITE_IOERR_SHMMAP"), "SQLITE_IOERR_SHMMAP"],
  ["the code that a reply starts with", new Error(`WRONGPASS invalid ${CANARY}`), "WRONGPASS"],
  ["a reply that is nothing but a code", new Error("LOADING"), "LOADING"],
  ["the code in a script of 7.0", new Error(`OOM ${CANARY} script: ab12, on @user_script:1.`), "OOM"],
  ["the code in a script of 6.2", new Error(`${SCRIPT}@user_script: 12: -OOM ${CANARY}`), "OOM"],
  [
    "what a script of 7.0 was not allowed to do",
    new Error(`ERR The user executing the script can't ${CANARY}`),
    "NOPERM",
  ],
  ["that there are too many clients", new Error("ERR max number of clients reached"), "MAXCLIENTS"],
  ["the same, unasked", new Error("Command queue state error. Last error: ERR max number of clients"), "MAXCLIENTS"],
  ["no code behind a place that is none", new Error(`${SCRIPT}${CANARY}: -OOM ${CANARY}`), "ERR"],
  ["the code of its cause", new TypeError("fetch failed", { cause: coded("ECONNRESET") }), "ECONNRESET"],
  ["the name of an error without a code", new TypeError(CANARY), "TypeError"],
  ["the name of an error whose code is a number", coded(42), "Error"],
  ["the name of an error whose code begins like text", coded(`secretKEY`), "Error"],
  ["the name of an error whose code goes on like text", coded(`KEY ${CANARY}`), "Error"],
  ["the name of an error that has a code in the middle", new Error(`${CANARY} OOM ${CANARY}`), "Error"],
  ["nothing of what is no error", CANARY, "unknown"],
  ["nothing of a cause that is no error", new Error(CANARY, { cause: CANARY }), "unknown"],
])("a driver's failure tells %s, and no more", (_, error, code) => {
  const told = redactError("sick", error);
  expect(told).toBeInstanceOf(StoreError);
  expect(told.message).toBe(`The sick store failed: ${code}`);
  expect((told.cause as Error).message).toBe(`${error instanceof Error ? error.name : "string"} ${code}`);
  expect(inspect(told, { depth: 10, showHidden: true })).not.toContain(CANARY);
});

test("a store's own error is told as it is", () => {
  const own = new StoreError("The store is closed");
  expect(redactError("sick", own)).toBe(own);
});

import { expect, test } from "vitest";
import { challengeFor } from "../src/index.ts";

test.each(["token_invalid", "token_expired", "token_revoked"])("A challenge for %s says invalid_token", (reason) => {
  expect(challengeFor(reason)).toBe('Bearer error="invalid_token"');
});

test("A challenge without a refused token has no error code", () => {
  for (const reason of ["token_missing", "credentials_invalid", "", null]) expect(challengeFor(reason)).toBe("Bearer");
  expect(challengeFor()).toBe("Bearer");
});

test("One refused token among the calls of a batch is said", () => {
  expect(challengeFor("token_missing", null, "token_revoked")).toBe('Bearer error="invalid_token"');
});

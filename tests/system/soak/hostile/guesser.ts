import { call } from "@curfew/testing/client";
import { newPassword } from "../../support/person.ts";
import { type Attack, from } from "./hostile.ts";

const GUESSES = 10;

/** Guesses ten passwords in one request, of people who are there and of people who aren't. */
export const guess: Attack = async ({ chance, steady, late, checker }) => {
  const email = `victim-${chance.between(1, 5)}@example.com`;
  const inputs = Array.from({ length: GUESSES }, (_, i) => [i, { email, password: newPassword() }]);
  const procedures = inputs.map(() => "auth.token").join(",");
  const at = chance.oneOf([steady, late]);
  const answer = await fetch(`${at.address}/api/trpc/${procedures}?batch=1`, {
    method: "POST",
    headers: { "content-type": "application/json", ...from(chance) },
    body: JSON.stringify(Object.fromEntries(inputs)),
  });
  const all = (await answer.json()) as { result?: unknown; error?: { data: { reason: string } } }[];
  for (const { result, error } of all) {
    checker.count(`guessed: ${error?.data.reason}`);
    if (result !== undefined) checker.violation("WRONG ACCEPT: a guessed password opened an account");
  }
};

const FOREIGN = ["https://evil.example", "null", "http://localhost:3001", "https://localhost:3000"];

/** Has a visitor's browser log in and out, from another site. */
export const crossOrigins: Attack = async ({ chance, steady, checker }) => {
  const origin = chance.oneOf(FOREIGN);
  const input = { email: "victim-1@example.com", password: newPassword() };
  const procedure = chance.oneOf(["auth.login", "auth.signup", "auth.logout", "sessions.revokeAll"]);
  const headers = { origin, cookie: "access_token=a.b.c; refresh_token=a.b.c", ...from(chance) };
  const { status, reason, setCookies } = await call(steady, procedure, { input, headers });
  checker.count(`from another site: ${reason ?? status}`);
  if (reason !== "origin_refused" || setCookies.length > 0) {
    checker.violation(`${procedure} from another site was answered ${status} ${reason}`);
  }
};

import { setTimeout as sleep } from "node:timers/promises";
import { bearer, call } from "@curfew/testing/client";
import { newPerson } from "../../support/person.ts";
import { type Attack, from } from "./hostile.ts";

const PATHS = ["/", "/login", "/signup", "/login?next=//evil.example", "/dashboard", "/admin", "/nowhere", "/.env"];

/** Looks at pages, and doesn't always wait for them. */
export const wander: Attack = async ({ chance, steady, checker }) => {
  const leaving = AbortSignal.timeout(chance.oneOf([5, 20, 10_000]));
  const headers = { ...from(chance), "user-agent": `${"(".repeat(chance.between(0, 200))}` };
  const path = chance.oneOf(PATHS);
  const answer = await fetch(steady.address + path, { headers, redirect: "manual", signal: leaving }).catch(() => null);
  await answer?.text().catch(() => {});
  checker.count(`page: ${answer?.status ?? "left"}`);
};

/** Opens streams and walks away. */
export const watchAndLeave: Attack = async ({ chance, steady, late, checker }) => {
  const at = chance.oneOf([steady, late]);
  const headers = from(chance);
  const person = newPerson();
  await call(at, "auth.signup", { input: { ...person, name: "Ann" }, headers });
  const { data } = await call(at, "auth.token", { input: person, headers });
  if (data === undefined) return checker.count("watched: nothing");
  const { accessToken } = data as { accessToken: string };
  const leaving = new AbortController();
  const streams = Array.from({ length: 5 }, () =>
    fetch(`${at.address}/api/trpc/sessions.watch`, {
      headers: { ...bearer(accessToken), accept: "text/event-stream" },
      signal: leaving.signal,
    }).then(
      ({ status }) => checker.count(`watched: ${status}`),
      () => {},
    ),
  );
  await sleep(chance.between(50, 3_000));
  leaving.abort();
  await Promise.all(streams);
};

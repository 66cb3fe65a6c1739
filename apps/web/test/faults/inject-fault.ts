import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import type { Answer } from "../processes/client.ts";
import type { Attempt, Call } from "./call.ts";
import { type Ailment, sparedIn } from "./fault.ts";
import { expectLive, expectUnavailable } from "./outcome.ts";
import { inTime, recovered } from "./patience.ts";
import type { Place } from "./pool.ts";
import type { Service } from "./service.ts";

/** The store falls sick before anything of a call is sent, or while its first answer is on the way. */
export interface Strike {
  readonly call: Call;
  readonly moment: "before" | "between";
}

const ON_THE_WAY_MS = 40;
/** A second try, or a command kept for the next connection, would have been sent by then. */
const UNTIL_SENT_MS = 100;

/** Makes a call to a store that falls sick, and again when it is well: then it is done, and was not before. */
export async function strike(place: Place, ailment: Ailment, each: Strike): Promise<void> {
  const { service, visitor } = place;
  const { call, moment } = each;
  const attempt = call.attempt(service, visitor);
  const records = await recordsOf(place);
  const sent = service.proxy.requests;
  const answer = await (moment === "before" ? struck : struckBetween)(service, ailment, attempt);
  expectUnavailable(call.name, answer);
  expect([call.name, await recordsOf(place)]).toEqual([call.name, records]);
  await ailment.end(service);
  await sleep(UNTIL_SENT_MS);
  expect(service.proxy.requests - sent, call.name).toBeLessThanOrEqual(mostSent(ailment, each));
  await expectLive(service, ailment.isUnheard ? visitor.kept : attempt.stake);
  await attempt.expectDone(await recovered(service, attempt.ask));
}

/** What a healthy store gets up to and with the request that fails. */
function mostSent(ailment: Ailment, { call, moment }: Strike): number {
  return sparedIn(ailment, call) + (moment === "before" ? 1 : 2);
}

/** Makes a call to a store that still answers all it sends: it is done as ever. */
export async function spare({ service, visitor }: Place, ailment: Ailment, { attempt }: Call): Promise<void> {
  const { ask, expectDone } = attempt(service, visitor);
  await ailment.begin(service);
  await expectDone(await recovered(service, ask));
  await ailment.end(service);
}

async function struck(service: Service, ailment: Ailment, { ask }: Attempt): Promise<Answer> {
  await ailment.begin(service);
  return inTime(ask());
}

async function struckBetween(service: Service, ailment: Ailment, { ask }: Attempt): Promise<Answer> {
  const { proxy } = service;
  const sent = proxy.requests;
  await proxy.set({ kind: "latency", ms: ON_THE_WAY_MS });
  const answer = ask();
  while (proxy.requests === sent) await sleep(1);
  const begun = ailment.begin(service);
  const first = await inTime(answer);
  await begun;
  return first;
}

/** What the database knows of the visitor, and the last thing that happened. Half an account would be in the way later. */
async function recordsOf({ service: { database }, visitor }: Place) {
  const live = await database.sessions.live(visitor.userId, new Date(), null);
  return { live, latest: await database.audit.since(new Date(0), 1) };
}

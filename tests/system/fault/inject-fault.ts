import { setTimeout as sleep } from "node:timers/promises";
import type { Answer } from "@curfew/testing/client";
import { expect } from "vitest";
import type { Attempt, Call } from "./call.ts";
import { type Fault, sparedIn } from "./fault.ts";
import { expectLive, expectUnavailable } from "./outcome.ts";
import { inTime, recovered } from "./patience.ts";
import type { Place } from "./pool.ts";
import type { Service } from "./service.ts";

/** The store fails before anything of a call is sent, or while its first answer is on the way. */
export interface FaultInjection {
  readonly call: Call;
  readonly moment: "before" | "between";
}

const ON_THE_WAY_MS = 40;
/** A second try, or a command kept for the next connection, would have been sent by then. */
const UNTIL_SENT_MS = 100;

/** Makes a call to a store that fails, and again when it is well: then it is done, and was not before. */
export async function injectFault(place: Place, fault: Fault, each: FaultInjection): Promise<void> {
  const { service, visitor } = place;
  const { call, moment } = each;
  const attempt = call.attempt(service, visitor);
  const records = await recordsOf(place);
  const sent = service.proxy.requests;
  const answer = await (moment === "before" ? callWithFault : callWithFaultBetween)(service, fault, attempt);
  expectUnavailable(call.name, answer);
  expect([call.name, await recordsOf(place)]).toEqual([call.name, records]);
  await fault.end(service);
  await sleep(UNTIL_SENT_MS);
  expect(service.proxy.requests - sent, call.name).toBeLessThanOrEqual(mostSent(fault, each));
  await expectLive(service, fault.isUnheard ? visitor.kept : attempt.stake);
  await attempt.expectDone(await recovered(service, attempt.ask));
}

/** What a healthy store gets up to and with the request that fails. */
function mostSent(fault: Fault, { call, moment }: FaultInjection): number {
  return sparedIn(fault, call) + (moment === "before" ? 1 : 2);
}

/** Makes a call to a store that still answers all it sends: it is done as ever. */
export async function spare({ service, visitor }: Place, fault: Fault, { attempt }: Call): Promise<void> {
  const { ask, expectDone } = attempt(service, visitor);
  await fault.begin(service);
  await expectDone(await recovered(service, ask));
  await fault.end(service);
}

async function callWithFault(service: Service, fault: Fault, { ask }: Attempt): Promise<Answer> {
  await fault.begin(service);
  return inTime(ask());
}

async function callWithFaultBetween(service: Service, fault: Fault, { ask }: Attempt): Promise<Answer> {
  const { proxy } = service;
  const sent = proxy.requests;
  await proxy.set({ kind: "latency", ms: ON_THE_WAY_MS });
  const answer = ask();
  while (proxy.requests === sent) await sleep(1);
  const begun = fault.begin(service);
  const first = await inTime(answer);
  await begun;
  return first;
}

/** What the database knows of the visitor, and the last thing that happened. Half an account would be in the way later. */
async function recordsOf({ service: { database }, visitor }: Place) {
  const live = await database.sessions.live(visitor.userId, new Date(), null);
  return { live, latest: await database.audit.since(new Date(0), 1) };
}

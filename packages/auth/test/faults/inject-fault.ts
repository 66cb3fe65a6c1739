import { setTimeout as sleep } from "node:timers/promises";
import type { NamedFault } from "@curfew/testing/fault-proxy";
import { expect } from "vitest";
import type { TokenPair } from "../../src/index.ts";
import type { Line } from "./line.ts";
import type { Operation } from "./operations.ts";
import { expectUnavailable, recovered, type Service, serviceOver } from "./service.ts";

/** A fault that begins when an operation makes one of its calls, before anything of it is sent. */
export interface FaultInjection {
  readonly operation: Operation;
  readonly call: Operation["calls"][number];
}

/** A second try, or a command kept for the next connection, would have been sent by then. */
const UNTIL_SENT_MS = 250;

/**
 * Injects a fault, expects the operation to be unknown in time and nothing to be sent twice, and
 * repairs the store. An operation that the fault spares is expected to be done.
 */
export async function injectFault<Fault>(
  line: Line<Fault>,
  { fault, sparesReads }: NamedFault<Fault>,
  { operation, call }: FaultInjection,
): Promise<Service> {
  const service = await serviceOver(line);
  const sent = line.proxy.requests;
  const injected = Promise.withResolvers<void>();
  let isInjected = false;
  service.before(call, async () => {
    isInjected = true;
    injected.resolve();
    await line.proxy.set(fault);
  });
  const isSpared = sparesReads === true && operation.calls.every((each) => each === "read");
  const question = operation.run(service.auth, service.login);
  await (isSpared ? question : expectUnavailable(question, injected.promise));
  // The calls before it came too late: on a busy machine they may.
  if (!isInjected) return injectFault(line, { name: operation.name, fault }, { operation, call });
  await line.proxy.set(null);
  await sleep(UNTIL_SENT_MS);
  expect(line.proxy.requests - sent).toBeLessThanOrEqual(operation.calls.length);
  return service;
}

/** Does it again as soon as the store is back, and expects it to be done. */
export async function expectRepeatable(service: Service, { run, expectDone }: Operation): Promise<TokenPair> {
  const { auth, login } = service;
  const pair = await recovered(service, () => run(auth, login));
  await recovered(service, () => expectDone(auth, pair));
  return pair;
}

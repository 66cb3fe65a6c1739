import { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingMessage, ServerResponse } from "node:http";

/** What only the server that has the socket knows. */
export interface Exchanged {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** The client's address: the socket's, or what trusted proxies say of it. */
  readonly address: string;
}

/** What is learned of one request while it is answered. */
export interface RequestContext extends Exchanged {
  readonly id: string;
  /** Whose token it came with, or was given; null while nobody knows. */
  whose: { readonly userId: string; readonly sessionId: string } | null;
  /** The procedures it called. */
  readonly calls: string[];
  /** Why calls were refused or failed, in words of the api's closed table. */
  readonly reasons: Set<string>;
  /** What kept a dependency from answering. */
  cause: string | undefined;
  readonly blacklist: Questions;
}

/** Questions to the blacklist. */
interface Questions {
  count: number;
  /** What those that are over have taken, milliseconds. */
  spentMs: number;
  /** When those began that aren't over. */
  readonly open: Set<{ readonly begun: number }>;
  /** How old the revocations were that a pass rests on, milliseconds, the greatest; null: no pass rests on kept ones. */
  keptMs: number | null;
}

const current = new AsyncLocalStorage<RequestContext>();

export function newEvidence(id: string, exchanged: Exchanged): RequestContext {
  const blacklist = { count: 0, spentMs: 0, open: new Set<{ begun: number }>(), keptMs: null };
  return { id, ...exchanged, whose: null, calls: [], reasons: new Set(), cause: undefined, blacklist };
}

/** That of the request being answered now; undefined where none is. */
export function requestContext(): RequestContext | undefined {
  return current.getStore();
}

/** Runs the answering of one request. */
export function gathering<T>(found: RequestContext, answering: () => T): T {
  return current.run(found, answering);
}

/** Makes all that follows in this turn of the event loop part of the answering of one request. */
export function beginGathering(found: RequestContext): void {
  current.enterWith(found);
}

/** Runs what is part of no request, though one may have begun it. */
export function apart<T>(work: () => T): T {
  return current.exit(work);
}

/** Notes that a question to the blacklist begins; what this gives back is to be called when it ends. */
export function question(): () => void {
  const blacklist = requestContext()?.blacklist;
  if (blacklist === undefined) return () => {};
  const asked = { begun: performance.now() };
  blacklist.count += 1;
  blacklist.open.add(asked);
  return () => {
    blacklist.open.delete(asked);
    blacklist.spentMs += performance.now() - asked.begun;
  };
}

/** What the questions have taken until now, milliseconds; nobody may wait any longer for one that is still open. */
export function blacklistMs({ blacklist }: RequestContext): number {
  const now = performance.now();
  return [...blacklist.open].reduce((sum, { begun }) => sum + now - begun, blacklist.spentMs);
}

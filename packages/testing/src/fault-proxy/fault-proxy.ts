import type { Server } from "node:net";
import type { RedisFault, RestFault, Traffic } from "./fault.ts";
import { createListener } from "./listener.ts";
import { redisServer } from "./redis.ts";
import { restServer } from "./rest.ts";

interface Faults {
  readonly redis: RedisFault;
  readonly rest: RestFault;
}

const SERVERS: { readonly [P in keyof Faults]: (target: URL, traffic: Traffic<Faults[P]>) => Server } = {
  redis: redisServer,
  rest: restServer,
};

const SCHEMES: { readonly [P in keyof Faults]: string } = { redis: "redis:", rest: "http:" };

export interface FaultProxyOptions<P extends keyof Faults> {
  /** The healthy server: `redis://…`, or for `rest` `http://…`. */
  readonly target: string;
  readonly protocol: P;
}

export interface FaultProxy<Fault> {
  /** The target's URL by way of the proxy: its scheme, credentials and path. */
  readonly url: string;
  /** Commands or HTTP requests that came in so far. A transaction is one, from MULTI to EXEC. */
  readonly requests: number;
  /** Connections that were accepted so far. */
  readonly connections: number;
  /**
   * What goes wrong from now on, on open connections too; null: nothing any more. Resolves when it is in
   * force. A connection on which an answer was swallowed stays silent until its client gives it up.
   */
  set(fault: Fault | null): Promise<void>;
  /** Ends every connection. May be called again. */
  close(): Promise<void>;
}

/**
 * Starts a proxy on 127.0.0.1 between a real client and a real server that can fail on command.
 * @throws TypeError for a target of another scheme.
 */
export async function startFaultProxy<P extends keyof Faults>({
  target,
  protocol,
}: FaultProxyOptions<P>): Promise<FaultProxy<Faults[P]>> {
  const server = new URL(target);
  if (server.protocol !== SCHEMES[protocol]) throw new TypeError(`The target must be a ${SCHEMES[protocol]} URL.`);
  const traffic: Traffic<Faults[P]> = { fault: null, requests: 0 };
  const listener = await createListener(() => SERVERS[protocol](server, traffic));
  let turn = Promise.resolve();
  const inTurn = (work: () => Promise<void> | void) => {
    const done = turn.then(work);
    turn = done.catch(() => {});
    return done;
  };
  return {
    url: throughPort(target, listener.port),
    get requests() {
      return traffic.requests;
    },
    get connections() {
      return listener.connections;
    },
    set(fault) {
      traffic.fault = fault;
      return inTurn(fault?.kind === "refused" ? listener.shut : listener.open);
    },
    close: () => inTurn(listener.shut),
  };
}

function throughPort(target: string, port: number): string {
  const url = new URL(target);
  url.hostname = "127.0.0.1";
  url.port = String(port);
  return target.endsWith("/") ? url.href : url.href.replace(/\/$/, "");
}

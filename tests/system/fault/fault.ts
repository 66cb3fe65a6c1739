import { type NamedFault, REDIS_FAULTS, REST_FAULTS } from "@curfew/testing/fault-proxy";
import { tell } from "@curfew/testing/redis-server";
import type { Call, Sent } from "./call.ts";
import type { ProxyFault, Service } from "./service.ts";

/** Something that befalls a store, and that it gets over. */
export interface Fault {
  readonly name: string;
  /** What the store answers all the same: one that takes no writes does. */
  readonly spares: readonly Sent[];
  /** The store carries out what it is told, and nobody hears of it. */
  readonly isUnheard: boolean;
  /** What it does to the first request and to a later one may differ. */
  readonly isOfTheLine: boolean;
  begin(service: Service): Promise<void>;
  end(service: Service): Promise<void>;
}

const UNHEARD: readonly ProxyFault["kind"][] = ["latency", "answerLost", "resetMidReply", "wrongType"];
const OF_THE_LINE: readonly ProxyFault["kind"][] = [...UNHEARD, "refused", "blackhole", "reset"];

function named({ name, fault, sparesReads }: NamedFault<ProxyFault>): Fault {
  return {
    name,
    spares: sparesReads === true ? ["question"] : [],
    isUnheard: UNHEARD.includes(fault.kind),
    isOfTheLine: OF_THE_LINE.includes(fault.kind),
    begin: ({ proxy }) => proxy.set(fault),
    end: ({ proxy }) => proxy.set(null),
  };
}

function ofTheServer(
  name: string,
  spares: Fault["spares"],
  { begin, end }: { readonly begin: string; readonly end: string },
): Fault {
  return {
    ...{ name, spares, isUnheard: false, isOfTheLine: false },
    begin: ({ redis }) => tell(redis, begin),
    end: ({ redis }) => tell(redis, end),
  };
}

const FULL = { begin: "CONFIG SET maxmemory 1", end: "CONFIG SET maxmemory 0" };
const REPLICA = { begin: "REPLICAOF 127.0.0.1 1", end: "REPLICAOF NO ONE" };

const OF_THE_SERVER: readonly Fault[] = [
  ofTheServer("a server that is full", ["question", "primary"], FULL),
  ofTheServer("a server that became a replica", ["question"], REPLICA),
];

/** How many requests of a call the fault lets be answered; then comes one that fails, if there is any left. */
export function sparedIn({ spares }: Fault, { sends }: Call): number {
  const failing = sends.findIndex((each) => !spares.includes(each));
  return failing < 0 ? sends.length : failing;
}

export const OF_REDIS: readonly Fault[] = [...REDIS_FAULTS.map(named), ...OF_THE_SERVER];
export const OF_UPSTASH: readonly Fault[] = [...REST_FAULTS.map(named), ...OF_THE_SERVER];

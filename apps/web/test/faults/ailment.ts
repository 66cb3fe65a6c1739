import { type NamedFault, REDIS_FAULTS, REST_FAULTS } from "@curfew/upstash-local/testing";
import { tell } from "../support/redis.ts";
import type { Fault, Service } from "./service.ts";

/** Something that befalls a store, and that it gets over. */
export interface Ailment {
  readonly name: string;
  /** The store takes no writes, and answers what it is asked. */
  readonly sparesReads: boolean;
  /** The store carries out what it is told, and nobody hears of it. */
  readonly isUnheard: boolean;
  /** What it does to the first request and to a later one may differ. */
  readonly isOfTheLine: boolean;
  begin(service: Service): Promise<void>;
  end(service: Service): Promise<void>;
}

const UNHEARD: readonly Fault["kind"][] = ["latency", "answerLost", "resetMidReply", "wrongType"];
const OF_THE_LINE: readonly Fault["kind"][] = [...UNHEARD, "refused", "blackhole", "reset"];

function named({ name, fault, sparesReads }: NamedFault<Fault>): Ailment {
  return {
    name,
    sparesReads: sparesReads === true,
    isUnheard: UNHEARD.includes(fault.kind),
    isOfTheLine: OF_THE_LINE.includes(fault.kind),
    begin: ({ proxy }) => proxy.set(fault),
    end: ({ proxy }) => proxy.set(null),
  };
}

function ofTheServer(name: string, begin: string, end: string): Ailment {
  return {
    ...{ name, sparesReads: true, isUnheard: false, isOfTheLine: false },
    begin: ({ redis }) => tell(redis, begin),
    end: ({ redis }) => tell(redis, end),
  };
}

const OF_THE_SERVER: readonly Ailment[] = [
  ofTheServer("a server that is full", "CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0"),
  ofTheServer("a server that became a replica", "REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE"),
];

export const OF_REDIS: readonly Ailment[] = [...REDIS_FAULTS.map(named), ...OF_THE_SERVER];
export const OF_UPSTASH: readonly Ailment[] = [...REST_FAULTS.map(named), ...OF_THE_SERVER];

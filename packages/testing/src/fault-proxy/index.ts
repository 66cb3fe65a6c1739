export type { RedisFault, RestFault, WireFault } from "./fault.ts";
export type { FaultProxy, FaultProxyOptions } from "./fault-proxy.ts";
export { startFaultProxy } from "./fault-proxy.ts";
export type { NamedFault } from "./faults.ts";
export { REDIS_FAULTS, REST_FAULTS, UNHEARD } from "./faults.ts";

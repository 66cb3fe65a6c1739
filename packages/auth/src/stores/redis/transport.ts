import type { Values } from "../../blacklist/store.ts";
import type { Script } from "./scripts.ts";

/**
 * A way to a Redis server. Each question is one request, sent at most once and not after `late`, its caller's deadline; a
 * failed one rejects with a StoreError.
 */
export interface RedisTransport {
  readonly name: string;
  /** Where it leads, without any secret. */
  readonly address: string;
  /** How many connections there have been; 0 for ever where each question stands alone. */
  connections(): number;
  /** MGET: a value for each key. */
  mget(keys: readonly string[], late: AbortSignal | undefined): Promise<Values>;
  /**
   * EVAL with the whole text: one that the server may have forgotten would have to be sent twice. `parse` throws if the
   * reply has another shape than expected.
   */
  run<T>(script: Script, parse: (reply: unknown) => T, late?: AbortSignal): Promise<T>;
  /** Later questions reject. */
  close(): Promise<void>;
}

import { connect as connectPlain } from "node:net";
import { connect as connectSecure } from "node:tls";
import { AbstractConnector } from "ioredis";
import { StoreError } from "../../blacklist/store.ts";
import { tlsFor } from "./options.ts";
import type { RedisUrl, Server } from "./url.ts";

const DISCONNECT_MS = 100;

/** Creates what the client connects by, to a server that is looked for each time. If none is found the client ends, and may be told to connect again. */
export function createConnector(
  find: () => Promise<Server>,
  { isSecure, certificates }: Pick<RedisUrl, "isSecure" | "certificates">,
): new (
  options: unknown,
) => AbstractConnector {
  return class PrimaryConnector extends AbstractConnector {
    constructor() {
      super(DISCONNECT_MS);
    }

    override async connect() {
      this.connecting = true;
      const server = await find();
      if (!this.connecting) throw new StoreError("The store is closed");
      const stream = isSecure
        ? connectSecure({ ...server, ...tlsFor(server.host, certificates) })
        : connectPlain({ ...server });
      stream.once("error", (error) => {
        this.firstError = error;
      });
      this.stream = stream;
      return stream;
    }
  };
}

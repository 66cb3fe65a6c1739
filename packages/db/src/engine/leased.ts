import {
  type CompiledQuery,
  type DatabaseConnection,
  type DialectAdapter,
  type Driver,
  Kysely,
  type QueryCompiler,
  type QueryResult,
} from "kysely";
import type { Tables } from "../tables.ts";

/** One connection, for the time it is lent. */
export interface LeasedConnection {
  begin(): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  query(sql: string, parameters: readonly unknown[]): Promise<QueryResult<unknown>>;
}

interface Language {
  readonly compiler: QueryCompiler;
  readonly adapter: DialectAdapter;
}

/** Makes a Kysely over exactly this connection, which is as cheap as a query. */
export function kyselyOver(connection: LeasedConnection, { compiler, adapter }: Language): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createDriver: () => new LeaseDriver(connection),
      createQueryCompiler: () => compiler,
      createAdapter: () => adapter,
      createIntrospector: () => {
        throw new Error("the schema is known: the database is never asked for it");
      },
    },
  });
}

class LeaseDriver implements Driver {
  readonly #connection: LeasedConnection;
  constructor(connection: LeasedConnection) {
    this.#connection = connection;
  }

  async init() {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return {
      executeQuery: async <R>({ sql, parameters }: CompiledQuery) => {
        const result = await this.#connection.query(sql, parameters.map(storable));
        return result as QueryResult<R>;
      },
      streamQuery() {
        throw new Error("nothing here streams");
      },
    };
  }
  async beginTransaction() {
    await this.#connection.begin();
  }
  async commitTransaction() {
    await this.#connection.commit();
  }
  async rollbackTransaction() {
    // The database may have done it already, or be gone. The error that led here says more.
    await this.#connection.rollback().catch(() => {});
  }
  async releaseConnection() {}
  async destroy() {}
}

/**
 * Postgres has no NUL in text. It becomes U+FFFD, as half a surrogate pair does in both drivers: in what
 * is stored and in what is looked for alike, so that no text makes a query fail.
 */
function storable(parameter: unknown): unknown {
  return typeof parameter === "string" ? parameter.replaceAll("\0", "\uFFFD") : parameter;
}

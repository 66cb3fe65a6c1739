import pg from "pg";

/** Properties of a connection that pg has and doesn't declare. */
interface Connected {
  readonly host: string;
  readonly port: number;
  readonly ssl: boolean | object;
  /** The pair by which the server, or a pooler in front of it, knows whose query is meant. */
  readonly processID: number;
  readonly secretKey: number;
}

interface Line extends pg.Connection {
  connect(port: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processID: number, secretKey: number): void;
}

/**
 * Asks the server to give up the query that a client is waiting for, so that it takes no effect later. Resolves when
 * the server has heard, or can't be told within `timeoutMs`; never rejects. Until then the client has to stay
 * connected: a pooler knows by it which of its own connections is meant.
 */
export async function cancelQuery(client: pg.ClientBase, timeoutMs: number): Promise<void> {
  const { host, port, ssl, processID, secretKey } = client as unknown as Connected;
  const line = new pg.Connection({ ssl } as pg.ConnectionConfig) as Line;
  const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
  const timer = setTimeout(end, timeoutMs);
  const tell = () => line.cancel(processID, secretKey);
  line.on("connect", ssl ? () => line.requestSsl() : tell);
  line.on("sslconnect", tell);
  // The server answers by closing the line.
  line.on("error", end).on("end", end);
  if (host.startsWith("/")) line.connect(`${host}/.s.PGSQL.${port}`);
  else line.connect(port, host);
  await isOver;
  clearTimeout(timer);
  line.stream.destroy();
}

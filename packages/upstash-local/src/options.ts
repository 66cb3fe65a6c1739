export interface UpstashLocalOptions {
  /** `redis://` or `rediss://`, with user, password and database as usual. */
  readonly redisUrl: string;
  /** What callers must present: at least 24 printable ASCII characters without a space, at least 8 different ones. */
  readonly token: string;
  /** Default: 0, a free one. */
  readonly port?: number;
  /** The address to listen on. Default: 127.0.0.1. */
  readonly host?: string;
  /** Hears of every change of the connection to Redis: "ready", or what is wrong. No secret is in it. */
  readonly report?: (state: string) => void;
}

const MIN_TOKEN_LENGTH = 24;
const MIN_TOKEN_VARIETY = 8;

/** Settings that can be used as they are, or the first thing wrong with them. Messages never contain a value. */
export function parseOptions(options: UpstashLocalOptions): Required<UpstashLocalOptions> {
  const { redisUrl, token, port = 0, host = "127.0.0.1", report = () => {} } = options;
  if (!isRedisUrl(redisUrl)) throw new TypeError("The Redis URL must be a redis:// or rediss:// URL.");
  if (!isStrongToken(token)) {
    throw new TypeError(
      `The token must have at least ${MIN_TOKEN_LENGTH} printable ASCII characters without spaces, ` +
        `at least ${MIN_TOKEN_VARIETY} different ones.`,
    );
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new TypeError("The port must be a number from 0 to 65535.");
  if (host === "") throw new TypeError("The host must not be empty.");
  return { redisUrl, token, port, host, report };
}

function isRedisUrl(redisUrl: string): boolean {
  const url = URL.canParse(redisUrl) ? new URL(redisUrl) : null;
  return url !== null && ["redis:", "rediss:"].includes(url.protocol) && url.hostname !== "";
}

function isStrongToken(token: string): boolean {
  return /^[!-~]+$/.test(token) && token.length >= MIN_TOKEN_LENGTH && new Set(token).size >= MIN_TOKEN_VARIETY;
}

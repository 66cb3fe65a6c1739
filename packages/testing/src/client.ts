/** The app's public origin, which is not where its processes listen. */
export const ORIGIN = "http://localhost:3000";

/** A process of the app. */
export interface Target {
  /** Where it listens, such as `http://localhost:40123`. */
  readonly address: string;
}

export interface Answer {
  readonly status: number;
  readonly data: unknown;
  /** Why it was refused; null if it wasn't. */
  readonly reason: string | null;
  readonly setCookies: readonly string[];
  /** Seconds, as they were sent; null if it wasn't said. */
  readonly retryAfter: string | null;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

interface Call {
  /** Left out: a query. */
  readonly input?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Calls a procedure over HTTP. Rejects if no whole answer comes back. */
export async function call(
  { address }: Target,
  procedure: string,
  { input, headers, signal }: Call = {},
): Promise<Answer> {
  const init = input === undefined ? {} : { method: "POST", body: JSON.stringify(input) };
  const response = await fetch(`${address}/api/trpc/${procedure}`, {
    ...init,
    headers: { "content-type": "application/json", ...headers },
    signal: signal ?? null,
  });
  const { result, error } = (await response.json()) as {
    result?: { data: unknown };
    error?: { data: { reason: string | null } };
  };
  return {
    status: response.status,
    data: result?.data,
    reason: error?.data.reason ?? null,
    setCookies: response.headers.getSetCookie(),
    retryAfter: response.headers.get("retry-after"),
  };
}

export function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}

/** The claims of a token, unverified. */
export function claimsOf(token: string): {
  readonly sub: string;
  readonly sid: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
} {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

/** Keeps cookies as a browser does, and sends them with its origin. */
export function createBrowser() {
  const jar = new Map<string, string>();
  const send = async (at: Target, procedure: string, input?: unknown) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await call(at, procedure, { input, headers: { cookie, origin: ORIGIN } });
    for (const line of answer.setCookies) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  };
  return {
    query: (at: Target, procedure: string) => send(at, procedure),
    mutate: (at: Target, procedure: string, input: unknown = null) => send(at, procedure, input),
    tokens: (): Tokens => ({
      accessToken: jar.get("access_token") ?? "",
      refreshToken: jar.get("refresh_token") ?? "",
    }),
  };
}

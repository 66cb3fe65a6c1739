import type { Clock } from "@curfew/auth";
import type { RequestHandler } from "../../src/index.ts";

export interface CallerOptions {
  readonly handle: RequestHandler;
  readonly clock: Clock;
  readonly appOrigin: string;
  readonly address: string;
  readonly keepsCookies: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  readonly data: unknown;
  readonly reason: unknown;
  readonly error: { readonly message: string; readonly code: number; readonly data: Record<string, unknown> } | null;
}

export type Caller = ReturnType<typeof createCaller>;

/** Calls procedures over HTTP as a client would, with real requests and answers. */
export function createCaller({ handle, clock, appOrigin, address, keepsCookies }: CallerOptions) {
  const jar = new Map<string, { value: string; expiresAt: number }>();

  const cookieHeader = () => {
    const fresh = [...jar].filter(([, { expiresAt }]) => expiresAt > clock().getTime());
    return fresh.map(([name, { value }]) => `${name}=${value}`).join("; ");
  };

  const keep = (headers: Headers) => {
    for (const line of headers.getSetCookie()) {
      const [, name = "", value = "", seconds] = /^([^=]+)=([^;]*); Max-Age=(\d+)/.exec(line) ?? [];
      jar.set(name, { value, expiresAt: clock().getTime() + Number(seconds) * 1000 });
    }
  };

  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    const cookies = cookieHeader();
    if (keepsCookies && cookies !== "" && !headers.has("cookie")) headers.set("cookie", cookies);
    if (keepsCookies && init.method === "POST" && !headers.has("origin")) headers.set("origin", appOrigin);
    const response = await handle(new Request(`${appOrigin}/api/trpc/${path}`, { ...init, headers }), { address });
    if (keepsCookies) keep(response.headers);
    return response;
  };

  const post = (path: string, body: string | undefined, headers: Record<string, string> = {}) => {
    const init = { method: "POST", headers: { "content-type": "application/json", ...headers } };
    return send(path, body === undefined ? init : { ...init, body });
  };

  return {
    jar,
    send,
    post,
    async mutate(procedure: string, input?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
      return read(await post(procedure, JSON.stringify(input), headers));
    },
    async query(procedure: string, input?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
      const search = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
      return read(await send(`${procedure}${search}`, { headers }));
    },
    /** The same call many times in one request. */
    batch(procedure: string, inputs: readonly unknown[], headers: Record<string, string> = {}) {
      const paths = inputs.map(() => procedure).join(",");
      return post(`${paths}?batch=1`, JSON.stringify({ ...inputs }), headers);
    },
    cookie: (name: string) => jar.get(name)?.value ?? "",
  };
}

/** Reads an answer in tRPC's envelope. */
export async function read(response: Response): Promise<Answer> {
  const body = (await response.json()) as { result?: { data: unknown }; error?: Answer["error"] };
  const { status, headers } = response;
  const error = body.error ?? null;
  return { status, headers, body, data: body.result?.data, error, reason: error?.data.reason };
}

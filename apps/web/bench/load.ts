import { Agent, type RequestOptions, request } from "node:http";

export interface Call {
  readonly path: string;
  readonly token?: string;
  readonly status: number;
}

export interface Figures {
  readonly count: number;
  readonly perSecond: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

/** Calls again and again over this many connections for so long, and tells how fast the answers came. */
export async function load(port: number, call: Call, connections: number, durationMs: number): Promise<Figures> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  const end = performance.now() + durationMs;
  const client = async () => {
    while (performance.now() < end) {
      const begun = performance.now();
      const status = await ask({ agent, port, ...optionsOf(call) });
      if (status !== call.status) throw new Error(`${call.path} was answered ${status}`);
      times.push(performance.now() - begun);
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: connections }, client));
  const seconds = (performance.now() - begun) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.floor(part * (times.length - 1))] ?? Number.NaN;
  return { count: times.length, perSecond: times.length / seconds, medianMs: at(0.5), p99Ms: at(0.99) };
}

function optionsOf({ path, token }: Call): RequestOptions {
  return { host: "127.0.0.1", path, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } };
}

function ask(options: RequestOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    request(options, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    })
      .on("error", reject)
      .end();
  });
}

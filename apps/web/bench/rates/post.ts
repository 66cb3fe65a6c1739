import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";

const agent = new Agent({ keepAlive: true });

/** Calls a mutation, at as little cost as there is: the load shares the machine with what it measures. Rejects unless it is answered 200. */
export async function post(port: number, procedure: string, input: unknown, accessToken?: string): Promise<unknown> {
  const body = JSON.stringify(input);
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
  };
  const path = `/api/trpc/${procedure}`;
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  request({ agent, host: "127.0.0.1", port, path, method: "POST", headers }, async (response) => {
    const answer = await text(response);
    if (response.statusCode === 200) resolve(JSON.parse(answer).result.data);
    else reject(new Error(`${procedure} was answered ${response.statusCode}`));
  })
    .on("error", reject)
    .end(body);
  return promise;
}

/** Closes the connections. */
export function hangUp(): void {
  agent.destroy();
}

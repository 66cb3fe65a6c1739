/**
 * A request of a walk. `token`: sent as Bearer; `takes`: where in the answer's JSON the tokens are that later steps send.
 * @typedef {{ name: string, method: "GET" | "POST", path: string, body?: object, bearer?: string, status: number, takes?: Record<string, string> }} Step
 */

const ANN = { name: "ann", password: "correct horse battery staple" };
const TOKEN = { accessToken: "accessToken" };
const PAIR = { ...TOKEN, refreshToken: "refreshToken" };

/** @type {(takes: Record<string, string>) => Step[]} */
const walk = (takes) => [
  { name: "Without a token", method: "GET", path: "/me", status: 401 },
  { name: "Log in", method: "POST", path: "/login", body: ANN, status: 200, takes },
  { name: "Call", method: "GET", path: "/me", bearer: "accessToken", status: 200 },
  { name: "Log out", method: "POST", path: "/logout", bearer: "accessToken", status: 204 },
  { name: "The same token", method: "GET", path: "/me", bearer: "accessToken", status: 401 },
];

/** @type {Step} */
const REFRESH = { name: "The session's refresh token", method: "POST", path: "/refresh", status: 401 };
const refreshed = { ...REFRESH, body: { refreshToken: "{{refreshToken}}" } };

/** @type {Readonly<Record<string, readonly Step[]>>} */
export const WALKS = {
  express: [...walk(PAIR), refreshed],
  fastify: [...walk(PAIR), refreshed],
  "hono-edge": walk(TOKEN),
  nestjs: walk(TOKEN),
  "trpc-standalone": walk({ accessToken: "result.data.accessToken" }).map((step) =>
    step.name === "Log out" ? { ...step, body: {}, status: 200 } : step,
  ),
};

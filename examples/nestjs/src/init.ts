import { createBlacklist } from "@curfew/auth/blacklist";
import { redisStore } from "@curfew/auth/stores/redis";

// Once, before the first start. Later an empty Redis is one that has lost what was revoked, and refuses older tokens.
const blacklist = createBlacklist({ store: redisStore({ url: process.env.REDIS_URL ?? "redis://localhost:6379" }) });
console.log(
  (await blacklist.init()) ? "The blacklist is ready." : "This Redis has a blacklist already: nothing changed.",
);
await blacklist.close();

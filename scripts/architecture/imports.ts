import { type Breach, isUnder } from "./breach.ts";
import type { Import, Source } from "./source.ts";

/** Sources below `of` import nothing of `not`, unless they stand below `except`. */
interface ImportWall {
  readonly of: string;
  readonly not: readonly string[];
  readonly except?: readonly string[];
  /** Types may pass: they are gone at run time. */
  readonly typesPass?: boolean;
  readonly instead: string;
}

const PAGES = ["next", "react", "react-dom", "@tanstack/*"];
const STORES = ["ioredis", "@upstash/redis", "better-sqlite3"];

/** What protects the routes of one framework each. */
const FRAMEWORKS = ["express", "fastify", "hono", "nestjs"];

const IMPORT_WALLS: readonly ImportWall[] = [
  ...FRAMEWORKS.map((name) => ({
    of: `packages/${name}/src`,
    not: ["express", "fastify", "@curfew/auth", "@curfew/auth/*", "@curfew/trpc", "@curfew/api", "@trpc/*", ...PAGES],
    typesPass: true,
    instead: "A framework's package verifies by what it is given and by `@curfew/http`: use `import type`.",
  })),
  {
    of: "packages/auth/src",
    not: ["@curfew/*", "@trpc/*", ...PAGES, "node:http", "node:https", "node:http2"],
    except: ["packages/auth/src/testing"],
    instead: "The token package knows no HTTP, tRPC, page or package of ours: take what is needed as an argument.",
  },
  {
    of: "packages/auth/src",
    not: STORES,
    except: ["packages/auth/src/stores", "packages/auth/src/testing"],
    instead: "Only a store knows its client library: ask the `Store`.",
  },
  {
    of: "packages/http/src",
    not: ["@curfew/*", "@trpc/*", ...PAGES, "node:*"],
    typesPass: true,
    instead: "What HTTP carries is read from Fetch's `Headers`, for any framework: take the rest as an argument.",
  },
  {
    of: "packages/trpc/src",
    not: ["@curfew/api", "@curfew/db", "@curfew/web", ...PAGES, "node:*"],
    instead: "Any tRPC router and client can use this package: what only our app knows comes as an option.",
  },
  {
    of: "packages/trpc/src",
    not: ["@curfew/auth"],
    typesPass: true,
    instead:
      "The `Auth` of the app arrives as an argument, and there may be two copies of its package: use `import type`.",
  },
  {
    of: "packages/trpc/src/client",
    not: ["@curfew/auth", "@curfew/http"],
    instead: "The client's links run in a browser, which never sees a token: no package of the server's is sent there.",
  },
  {
    of: "packages/next/src",
    not: ["@curfew/api", "@curfew/db", "@curfew/web", "node:*"],
    instead: "Any Next.js app can use this package: what only our app knows comes as an option.",
  },
  {
    of: "packages/next/src",
    not: ["@curfew/auth"],
    typesPass: true,
    instead: "The `Auth` of the app arrives as an argument: use `import type`.",
  },
  {
    of: "packages/next/src/page-renewal.ts",
    not: ["next", "react", "@trpc/*", "@curfew/trpc"],
    instead: "The server runs this as it is, without Next.js's bundles: take what is needed as an argument.",
  },
  {
    of: "packages/next/src/client",
    not: ["@curfew/http", "next"],
    instead: "This runs in a browser, which never sees a token: no package of the server's is sent there.",
  },
  {
    of: "packages/api/src",
    not: ["@curfew/db", "@curfew/web", "kysely", "pg", ...STORES],
    instead: "The api asks the `Database` of its ports and the blacklist of `@curfew/auth`; the app hands them in.",
  },
  {
    of: "packages/api/src",
    not: [...PAGES, "node:http", "node:https", "jose"],
    instead:
      "The api speaks tRPC and Fetch's `Request` and `Headers`; tokens are signed and verified by `@curfew/auth`.",
  },
  {
    of: "packages/db/src",
    not: ["@curfew/api", "@curfew/web", "@trpc/*", ...PAGES, "jose"],
    instead: "The database knows the api's ports only: import from `@curfew/api/database`.",
  },
  {
    of: "packages/db/src",
    not: ["@curfew/auth"],
    typesPass: true,
    instead: "The database needs the types of `@curfew/auth` and nothing it does: use `import type`.",
  },
  {
    of: "packages/upstash-local/src",
    not: ["@curfew/*", "@upstash/redis"],
    instead: "The stand-in for Upstash's servers shares no code with its clients.",
  },
  {
    of: "apps/web/src",
    not: ["@curfew/auth", "@curfew/auth/*", "@curfew/db", "@curfew/upstash-local"],
    except: ["apps/web/src/server", "apps/web/src/backend", "apps/web/src/cli"],
    instead:
      "Pages and components go through tRPC: add a procedure to `@curfew/api`, or wire it up in `apps/web/src/backend/`.",
  },
  {
    of: "apps/web/src",
    not: ["@curfew/http"],
    except: ["apps/web/src/server", "apps/web/src/backend", "apps/web/src/cli"],
    typesPass: true,
    instead: "A page reads no cookie: its visit tells whose it is, in `apps/web/src/require-session.ts`.",
  },
  {
    of: "apps/web/src",
    not: ["jose", "kysely", "pg", ...STORES],
    instead: "The app names which driver and database to use and leaves the rest to `@curfew/auth` and `@curfew/db`.",
  },
];

export function importBreaches(sources: readonly Source[]): Breach[] {
  return IMPORT_WALLS.flatMap((wall) =>
    sources
      .filter(({ path }) => isUnder([wall.of], path) && !isUnder(wall.except, path))
      .flatMap((source) => breachesOf(wall, source)),
  );
}

function breachesOf(wall: ImportWall, { path, imports }: Source): Breach[] {
  const isForbidden = ({ specifier, typeOnly }: Import) =>
    wall.not.some((name) => covers(name, specifier)) && !(wall.typesPass && typeOnly);
  return imports.filter(isForbidden).map(({ specifier, line }) => ({
    at: `${path}:${line}`,
    problem: `imports ${specifier}`,
    instead: wall.instead,
  }));
}

/** `next` covers `next/headers`; a package of ours covers only its main door, since the others are separate. */
function covers(name: string, specifier: string): boolean {
  if (name.endsWith("/*")) return specifier.startsWith(name.slice(0, -1));
  return specifier === name || (!name.startsWith("@curfew/") && specifier.startsWith(`${name}/`));
}

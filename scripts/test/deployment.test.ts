import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { packageFolders } from "../workspace.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(root + path, "utf8");

/** A Dockerfile's instructions, each on one line, without comments. */
function instructions(): [name: string, rest: string][] {
  const lines = read("Dockerfile")
    .replace(/^#.*\n/gm, "")
    .replace(/\\\n\s*/g, "")
    .trim()
    .split("\n");
  return lines.map((line) => {
    const [, name = "", rest = ""] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    return [name, rest];
  });
}

/** Those of the image itself, not of what it is built in. */
function finalStage(): [string, string][] {
  const all = instructions();
  return all.slice(all.findLastIndex(([name]) => name === "FROM"));
}

const instruction = (name: string) => finalStage().findLast(([each]) => each === name)?.[1];

test("The image is built by the version of Node.js that the scripts supply, and runs on the same", () => {
  const [, version = ""] = /VERSION = "([\d.]+)"/.exec(read("scripts/setup/node.mjs")) ?? [];
  const bases = instructions().filter(([name]) => name === "FROM");
  expect(bases.map(([, rest]) => rest.split(" ", 1)[0])).toEqual(Array(2).fill(`node:${version}-bookworm-slim`));
});

test("The image runs as a user who isn't root, named by a number, and not through npm or a shell", () => {
  expect(instruction("USER")).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  const command = JSON.parse(instruction("CMD") ?? "") as string[];
  expect(command[0]).toBe("node");
  expect(existsSync(root + command.at(-1))).toBe(true);
  expect(finalStage().findIndex(([name]) => name === "USER")).toBeGreaterThan(
    finalStage().findLastIndex(([name]) => name === "RUN" || name === "COPY"),
  );
});

test("The image holds no secret and no setting that says where it is, and only what the bundle holds", () => {
  const set = instructions().filter(([name]) => name === "ENV" || name === "ARG");
  expect(set.map(([, rest]) => rest).join(" ")).toBe("NODE_ENV=production DATA_DIR=/data");
  const copied = finalStage().filter(([name]) => name === "COPY" || name === "ADD");
  expect(copied).toEqual([["COPY", "--from=build /bundle ./"]]);
});

test("What is sent to be built has neither history, secrets, packages nor builds in it", () => {
  const ignored = read(".dockerignore").split("\n");
  for (const each of [".git", ".env*", "secrets", "**/node_modules", "**/.builds", "**/.data", ".tools"]) {
    expect(ignored).toContain(each);
  }
});

/** The lines of one service, up to the next one of the same depth. */
function serviceOf(name: string): string {
  return new RegExp(`^ {2}${name}:\n((?: {4}.*\n|\n)*)`, "m").exec(read("compose.yaml"))?.[1] ?? "";
}

test("The composed app has a file system that is read-only, no rights, and its secrets from files", () => {
  const app = serviceOf("app");
  for (const line of ["read_only: true", "cap_drop: [ALL]", 'security_opt: ["no-new-privileges:true"]']) {
    expect(app).toContain(line);
  }
  expect(app).toMatch(/DATABASE_URL_FILE: \/run\/secrets\/database-url/);
  expect(app).toMatch(/AUTH_SIGNING_KEYS_FILE: \/run\/secrets\/signing-keys/);
  expect(read("compose.yaml")).not.toMatch(/^\s*(POSTGRES_PASSWORD|DATABASE_URL|AUTH_SIGNING_KEYS):/m);
  expect(app).toMatch(/depends_on:(.*\n)+.*postgres: \{ condition: service_healthy \}/);
});

test("The composed Redis keeps everything it is told, and evicts nothing", () => {
  const redis = serviceOf("redis");
  expect(redis).toContain('--appendonly, "yes"');
  expect(redis).toContain("--maxmemory-policy, noeviction");
  expect(redis).toContain('volumes: ["redis:/data"]');
  expect(redis).not.toContain("ports:");
});

test("Images are pinned to a version", () => {
  const images = [...read("compose.yaml").matchAll(/^ {4}image: (.*)$/gm)].map(([, image]) => image);
  for (const image of images.filter((each) => each !== "curfew")) expect(image).toMatch(/:\d+\.\d+/);
});

test("The unit starts what the image starts, as nobody in particular, and waits long enough when it stops", () => {
  const unit = read("ops/systemd/curfew.service");
  const value = (name: string) => new RegExp(`^${name}=(.*)$`, "m").exec(unit)?.[1] ?? "";
  expect(value("ExecStart")).toBe(`/usr/bin/${(JSON.parse(instruction("CMD") ?? "") as string[]).join(" ")}`);
  expect([value("DynamicUser"), value("ProtectSystem"), value("NoNewPrivileges")]).toEqual(["yes", "strict", "yes"]);
  const [, delay = ""] = /SHUTDOWN_DELAY_SECONDS=(\d+)/.exec(unit) ?? [];
  expect(Number(value("TimeoutStopSec"))).toBeGreaterThan(Number(delay) + 10);
  expect(unit).not.toContain("MemoryDenyWriteExecute");
});

/** What a manifest says of dependencies. */
interface Manifest {
  readonly name: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** The packages that have it as a peer import its types alone: `scripts/architecture/imports.ts` sees to that. */
const TYPES_ALONE = ["@curfew/auth"];

/** Peers that only what Next.js compiles imports, whose bundles hold it: `scripts/architecture/imports.ts` sees to that. */
const COMPILED: Readonly<Record<string, readonly string[]>> = { "@curfew/next": ["next", "react"] };

/** No part of the app: for other people's. */
const FRAMEWORKS = ["@curfew/express", "@curfew/fastify", "@curfew/hono", "@curfew/nestjs"];

test("No peer that a package needs is left out of a bundle as one for development", () => {
  const manifests = packageFolders().map((folder) => JSON.parse(read(`${folder}/package.json`)) as Manifest);
  const leftOut = manifests
    .filter(({ name }) => !FRAMEWORKS.includes(name))
    .flatMap(({ name, peerDependencies = {}, peerDependenciesMeta = {}, devDependencies = {} }) =>
      Object.keys(peerDependencies)
        .filter(
          (peer) =>
            !peerDependenciesMeta[peer]?.optional &&
            peer in devDependencies &&
            ![...TYPES_ALONE, ...(COMPILED[name] ?? [])].includes(peer),
        )
        .map((peer) => `${name}: ${peer}`),
    );
  expect(manifests.length).toBeGreaterThan(5);
  expect(leftOut).toEqual([]);
});

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const PACKAGES = fileURLToPath(new URL("../..", import.meta.url));
const WORKSPACE = join(PACKAGES, "..");

/** What a client has besides the declarations, and from which folder it is taken. */
const INSTALLED = {
  "@trpc/client": join(PACKAGES, "api"),
  "@trpc/server": join(PACKAGES, "api"),
  zod: join(PACKAGES, "api"),
  jose: join(PACKAGES, "auth"),
  "@types/node": WORKSPACE,
};

const CLIENT = `
import { createTRPCClient, httpLink, TRPCClientError } from "@trpc/client";
import type { AppRouter, inferRouterOutputs } from "@curfew/api";

const trpc = createTRPCClient<AppRouter>({ links: [httpLink({ url: "http://localhost:3000/api/trpc" })] });

export async function logIn(email: string, password: string): Promise<string> {
  const { accessToken } = await trpc.auth.token.mutate({ email, password });
  return accessToken;
}
export async function role(): Promise<"user" | "admin"> {
  return (await trpc.account.me.query()).user.role;
}
export function reasonOf(error: TRPCClientError<AppRouter>): "token_expired" | "other" {
  return error.data?.reason === "token_expired" ? "token_expired" : "other";
}
export type Session = inferRouterOutputs<AppRouter>["sessions"]["list"][number];
export const isCurrent = ({ current }: Session): boolean => current;

// Where a type were lost and became \`any\`, none of these would be an error.
// @ts-expect-error: no such procedure
export const unknown = trpc.account.you;
// @ts-expect-error: the password is missing
export const incomplete = () => trpc.auth.token.mutate({ email: "" });
// @ts-expect-error: a role is no number
export const wrong = async (): Promise<number> => (await trpc.account.me.query()).user.role;
// @ts-expect-error: no such reason
export const never = (error: TRPCClientError<AppRouter>) => error.data?.reason === "token_lost";
`;

/** A project that has the declarations, and none of our sources. */
let project = "";

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "curfew-client-"));
  for (const [name, from] of Object.entries(INSTALLED)) {
    const place = join(project, "node_modules", name);
    await mkdir(dirname(place), { recursive: true });
    await symlink(join(from, "node_modules", name), place);
  }
  await writeFile(join(project, "client.ts"), CLIENT);
}, 120_000);

afterAll(() => rm(project, { recursive: true, force: true }));

/** Runs the compiler in the project; what it finds wrong with our declarations or the client. */
async function compile(name: string, config: object): Promise<string[]> {
  await writeFile(join(project, name), JSON.stringify(config));
  const tsc = join(WORKSPACE, "node_modules/typescript/bin/tsc");
  const { stdout } = await run(process.execPath, [tsc, "-p", name], { cwd: project }).catch(
    (error: { stdout: string }) => error,
  );
  return stdout.split("\n").filter((line) => /@curfew|packages\/|^client\.ts/.test(line));
}

/** Writes the declarations of one of our packages into the project; what is wrong with them. */
async function emit(name: string): Promise<string[]> {
  const outDir = join(project, "node_modules/@curfew", name);
  const compilerOptions = {
    ...{ rootDir: join(PACKAGES, name), outDir, declaration: true, emitDeclarationOnly: true, noEmit: false },
    typeRoots: [join(WORKSPACE, "node_modules/@types")],
  };
  const files = [join(PACKAGES, name, "src/index.ts")];
  const problems = await compile("emit.json", {
    extends: join(WORKSPACE, "tsconfig.base.json"),
    compilerOptions,
    files,
  });
  const manifest = { type: "module", exports: { ".": { types: "./src/index.d.ts" } } };
  await writeFile(join(outDir, "package.json"), JSON.stringify(manifest));
  return problems;
}

test("The types of AppRouter can be emitted and used for inference", async () => {
  for (const name of ["auth", "http", "trpc", "api"]) expect(await emit(name)).toEqual([]);

  for (const [module, moduleResolution] of [
    ["esnext", "bundler"],
    ["nodenext", "nodenext"],
  ]) {
    const lib = ["ES2024", "DOM", "DOM.Iterable", "DOM.AsyncIterable"];
    const options = { lib, module, moduleResolution, strict: true, noEmit: true, skipLibCheck: false, types: ["node"] };
    expect(await compile("client.json", { compilerOptions: options, files: ["client.ts"] }), module).toEqual([]);
  }
}, 120_000);

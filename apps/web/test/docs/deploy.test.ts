import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateKeySet } from "@curfew/auth";
import { expect, onTestFinished, test } from "vitest";
import { readSettings } from "../../src/backend/config/settings.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

/** Reads the settings that docs/deploy.md gives for a place, with keys of ours and files that are there. */
async function settingsFor(place: string): Promise<Record<string, string>> {
  const [, text = ""] = new RegExp(`^\`\`\`ini ${place}\\n(.*?)^\`\`\`$`, "ms").exec(read("docs/deploy.md")) ?? [];
  const folder = await mkdtemp(join(tmpdir(), "curfew-deploy-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const keys = JSON.stringify(await generateKeySet());
  const files = { AUTH_SIGNING_KEYS_FILE: keys, DATABASE_URL_FILE: "postgres://curfew:secret@postgres/curfew" };
  const own: Record<string, string> = { AUTH_SIGNING_KEYS: keys, DATA_DIR: folder };
  for (const [name, secret] of Object.entries(files)) {
    own[name] = join(folder, name);
    await writeFile(own[name], secret);
  }
  const lines = text.trim().split("\n");
  const pairs = lines.map((line): [string, string] => [
    line.slice(0, line.indexOf("=")),
    line.slice(line.indexOf("=") + 1),
  ]);
  return Object.fromEntries(pairs.map(([name, value]) => [name, own[name] ?? value]));
}

const PLACES = [
  ["serverless", false],
  ["machine", true],
  ["containers", true],
] as const;

test.for(PLACES)("The settings for %s are accepted there, and none is unknown", async ([place, hasSocketAddress]) => {
  const environment = await settingsFor(place);
  expect(Object.keys(environment).length).toBeGreaterThan(3);
  const result = readSettings(environment, { hasSocketAddress });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  expect(result.settings.warnings).toEqual([]);
  expect(
    Object.keys(environment).filter((name) => !read("docs/settings.md").includes(name.replace(/_FILE$/, ""))),
  ).toEqual([]);
});

test("A serverless host needs no folder, and takes no schema for granted", async () => {
  const result = readSettings(await settingsFor("serverless"), { hasSocketAddress: false });
  expect(result).toMatchObject({ settings: { needsDataDirectory: false, migrateOnStart: false, databasePoolSize: 1 } });
});

test("A serverless host without a trusted proxy is refused", async () => {
  const { TRUSTED_PROXY_HOPS: _, ...without } = await settingsFor("serverless");
  const result = readSettings(without, { hasSocketAddress: false });
  expect(result).toMatchObject({ ok: false, problems: [{ variables: ["TRUSTED_PROXY_HOPS"] }] });
});

test("The manifests of the repository name what the page names", () => {
  const page = read("docs/deploy.md");
  expect(read("compose.yaml")).toMatch(/appendonly, "yes".*noeviction/);
  expect(read("Dockerfile")).toMatch(/^USER 1000:1000$/m);
  const scripts = Object.keys((JSON.parse(read("package.json")) as { scripts: object }).scripts);
  for (const [, script = ""] of page.matchAll(/npm run (?:--silent )?([\w:]+)/g)) expect(scripts).toContain(script);
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { documentBreaches, documentsOf } from "../architecture/documents.ts";
import { evidenceBreaches } from "../architecture/evidence.ts";

/** A project of these files; answers its folder. */
function project(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "curfew-documents-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries({ "apps/a.txt": "", "packages/a.txt": "", "docs/a.txt": "", ...files })) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

function problems(files: Record<string, string>): string[] {
  const root = project(files);
  const documents = documentsOf(root);
  const breaches = documents.flatMap((document) => [
    ...documentBreaches(root, document),
    ...evidenceBreaches(root, document),
  ]);
  return breaches.map(({ at, problem }) => `${at} ${problem}`);
}

const testFile = `
test("refuses a re-spelled token", () => {});
test.each([1])("accepts %i seconds", () => {});
for (const kind of kinds) test(\`\${kind} survives a restart\`, () => {});
// test("is only talked about", () => {});
`;

test("a path in back-ticks has to be there", () => {
  const text =
    "`packages/a.txt` and `packages/gone.ts`\n`apps/*.txt`, `apps/*.gone`, `GONE.md`, `/healthz`, `npm start`";
  expect(problems({ "README.md": text, "docs/more.md": "`docs/a.txt` and `ops/gone.json`" })).toEqual([
    "README.md:1 names packages/gone.ts, which is not there",
    "README.md:2 names apps/*.gone, which is not there",
    "README.md:2 names GONE.md, which is not there",
    "docs/more.md:1 names ops/gone.json, which is not there",
  ]);
});

test("a relative link has to lead somewhere, from the document's own folder", () => {
  const files = {
    "README.md": "[here](apps/a.txt#part) [gone](apps/b.txt) [web](https://example.org) [part](#part)",
    "packages/x/README.md": "[up](../a.txt) [gone](a.txt)",
  };
  expect(problems(files)).toEqual([
    "README.md:1 names apps/b.txt, which is not there",
    "packages/x/README.md:1 names a.txt, which is not there",
  ]);
});

test("what stands in a block of code is an example", () => {
  expect(problems({ "README.md": "```\n`packages/gone.ts` [gone](gone.md)\n```\n" })).toEqual([]);
});

test("a claimed test has to exist under that title", () => {
  const claims = [
    "[refuses a `re-spelled` token](packages/token.test.ts)",
    "[accepts 60 seconds](packages/token.test.ts)",
    "[redis survives a restart](packages/token.test.ts)",
    "[is only talked about](packages/token.test.ts)",
  ];
  expect(problems({ "packages/token.test.ts": testFile, "SECURITY.md": claims.join("\n") })).toEqual([
    "SECURITY.md:4 claims a test “is only talked about”, which is not in packages/token.test.ts",
  ]);
});

test("a numbered requirement has to be shown by a test", () => {
  const text =
    "1. One:\n   [refuses a re-spelled token](packages/token.test.ts)\n2. Two, without.\n\n## More\n[accepts 5 seconds](packages/token.test.ts)";
  expect(problems({ "packages/token.test.ts": testFile, "SECURITY.md": text })).toEqual([
    "SECURITY.md:3 states a requirement that no test shows",
  ]);
});

import { startPostgres } from "@curfew/testing/postgres";
import type { TestProject } from "vitest/node";
import { KINDS } from "./kinds.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** One Postgres for all test files, where the run has any; each test has a database of its own in it. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (!KINDS.includes("postgres")) return undefined;
  const server = await startPostgres();
  project.provide("postgresUrl", server.url);
  return () => server.stop();
}

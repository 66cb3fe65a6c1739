import { hasRoot } from "./root.ts";

/** Called by Next.js once, when a process begins to serve. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs" || hasRoot()) return;
  const { provideHostedRoot } = await import("./backend/app/hosted.ts");
  await provideHostedRoot(process.env);
}

import { operate } from "./cli/operate.ts";

// Whoever reads the answer may have seen enough: `audit | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});
process.exitCode = await operate(process);

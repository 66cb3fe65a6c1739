import { operate } from "./operate.ts";

// The reader of the output may close it early: `audit | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});
process.exitCode = await operate(process);

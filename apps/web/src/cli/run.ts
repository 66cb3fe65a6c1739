import type { Environment } from "../backend/config/env-reader.ts";
import { report } from "../backend/config/report.ts";
import { readSettings, type Settings } from "../backend/config/settings.ts";
import { createServices, type Services } from "../backend/services/services.ts";
import type { Order } from "./arguments.ts";
import type { Command, Outcome } from "./command.ts";
import { generateKeys } from "./commands/generate-keys.ts";
import { migrate } from "./commands/migrate.ts";
import { COMMANDS } from "./commands.ts";
import { confirm, type Terminal } from "./confirm.ts";
import { type Failing, Failure, failingOf } from "./failure.ts";
import type { CommandName } from "./manual.ts";
import { readOperand } from "./operand.ts";
import { announcement } from "./places.ts";
import { assertRightStore } from "./right-store.ts";
import { assertBlacklistStarted, assertStarted } from "./started.ts";

export interface Surroundings {
  readonly environment: Environment;
  readonly terminal: Terminal;
  warn(message: string): void;
  print(text: string): Promise<void>;
}

/** These say themselves what the store is. */
const ON_ANY_STORE: ReadonlySet<CommandName> = new Set(["status", "explain", "adopt-store"] as const);

/** Carries a command out with the settings of the servers it is about. Never rejects. */
export async function run(order: Order, surroundings: Surroundings): Promise<Outcome | { readonly failing: Failing }> {
  const { command } = order;
  try {
    if (command === "generate-keys") return await generateKeys();
    const settings = settingsOf(surroundings);
    if (command === "migrate") return await migrate(settings, surroundings.warn);
    assertStarted(settings);
    const services = await createServices(settings, () => {}, undefined, "existing");
    return await carryOut(COMMANDS[command], order, services, surroundings);
  } catch (cause) {
    return { failing: failingOf(cause) };
  }
}

/** Reads the settings, and tells which database and store they name. Throws `Failure`. */
function settingsOf({ environment, warn }: Surroundings): Settings {
  const result = readSettings(environment);
  if (!result.ok) throw new Failure("settings_bad", report(result.problems));
  announcement(result.settings).forEach(warn);
  return result.settings;
}

async function carryOut(
  command: Command,
  { command: name, operand: given, options }: Order,
  services: Services,
  { terminal, warn, print }: Surroundings,
): Promise<Outcome> {
  try {
    if (name !== "adopt-store") await assertBlacklistStarted(services);
    if (!ON_ANY_STORE.has(name)) await assertRightStore(services, warn);
    const operand = await readOperand(name, given, { terminal, warn });
    return await command({
      ...{ services, operand, options, warn, print },
      confirm: async (question) => options.yes === true || confirm(question, terminal),
    });
  } finally {
    // Status tells them itself.
    if (name !== "status") services.warnings.current().forEach(warn);
    await services.close();
  }
}

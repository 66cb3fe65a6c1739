/** What was said beside a command's name; an option that was not given is left out. */
export interface Options {
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly wait?: boolean;
  readonly user?: string;
  readonly session?: string;
  readonly type?: string;
  readonly since?: string;
  readonly until?: string;
}

export type OptionName = keyof Options;

interface Option {
  readonly help: string;
  /** What has to follow it. */
  readonly value?: string;
}

export const OPTIONS: Readonly<Record<OptionName, Option>> = {
  json: { help: "one JSON object on standard output, also for a failure: { error: { code, message } }" },
  yes: { help: "don't ask for confirmation" },
  wait: { help: "wait until the key signs" },
  user: { value: "email or id", help: "only events of this account" },
  session: { value: "id", help: "only events of this session" },
  type: { value: "types", help: "only events of these types, separated by commas" },
  since: {
    value: "time",
    help: "only events from then on: 90m ago (s, m, h, d), 12:03, 2026-11-30 or ISO 8601, in UTC",
  },
  until: { value: "time", help: "only events before then" },
};

/** Writes an option as it stands in a usage line. */
export function spelled(name: OptionName): string {
  const { value } = OPTIONS[name];
  return value === undefined ? `--${name}` : `--${name} <${value}>`;
}

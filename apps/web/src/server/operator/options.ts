/** What was said beside a command's name; an option that was not given is left out. */
export interface Options {
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly wait?: boolean;
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
};

/** How an option is written in a usage line. */
export function spelled(name: OptionName): string {
  const { value } = OPTIONS[name];
  return value === undefined ? `--${name}` : `--${name} <${value}>`;
}

"use client";

import { type FormEvent, useRef, useState } from "react";

export type Values<Name extends string> = Readonly<Record<Name, string>>;
export type Errors<Name extends string> = Readonly<Partial<Record<Name, string>>>;

/** What to say at the fields, and above them. */
interface Trouble<Name extends string> {
  readonly errors?: Errors<Name>;
  readonly failure?: string;
}

/** What became of sending. */
export type Outcome<Name extends string> = { readonly done: true } | ({ readonly done: false } & Trouble<Name>);

interface SubmissionOptions<Name extends string> {
  readonly names: readonly Name[];
  readonly check: (values: Values<Name>) => Errors<Name>;
  readonly send: (values: Values<Name>) => Promise<Outcome<Name>>;
}

/** Checks a form, sends it, and leads to the first field that something is wrong with. */
export function useSubmission<Name extends string>({ names, check, send }: SubmissionOptions<Name>) {
  const form = useRef<HTMLFormElement>(null);
  const [isPending, setPending] = useState(false);
  const [outcome, setOutcome] = useState<Outcome<Name>>({ done: true });

  const show = (next: Outcome<Name>) => {
    setOutcome(next);
    const first = next.done ? undefined : names.find((name) => next.errors?.[name]);
    if (first !== undefined) form.current?.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
  };

  const submit = async (values: Values<Name>) => {
    const errors = check(values);
    if (Object.keys(errors).length > 0) return show({ done: false, errors });
    setPending(true);
    const next = await send(values);
    // Once done, the page is being left: until then the button stays as it is.
    if (!next.done) setPending(false);
    show(next);
  };

  /** What is wrong with a field is no longer known once it is changed. */
  const onInput = (event: FormEvent<HTMLFormElement>) => {
    const { name } = event.target as HTMLInputElement;
    setOutcome((last) => (last.done || !last.errors?.[name as Name] ? last : withoutError(last, name as Name)));
  };

  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!isPending) void submit(read(event.currentTarget, names));
  };

  const { errors, failure }: Trouble<Name> = outcome.done ? {} : outcome;
  return {
    form: { ref: form, onSubmit, onInput },
    isPending,
    errors: errors ?? ({} as Errors<Name>),
    failure: failure ?? null,
  };
}

function read<Name extends string>(form: HTMLFormElement, names: readonly Name[]): Values<Name> {
  const data = new FormData(form);
  const entries = names.map((name) => [name, String(data.get(name) ?? "")] as const);
  return Object.fromEntries(entries) as Record<Name, string>;
}

function withoutError<Name extends string>(trouble: Outcome<Name> & { done: false }, name: Name): Outcome<Name> {
  const { [name]: _changed, ...errors } = trouble.errors ?? ({} as Errors<Name>);
  return { ...trouble, errors: errors as Errors<Name> };
}

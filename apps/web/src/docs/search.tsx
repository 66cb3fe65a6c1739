"use client";

import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useHydrated } from "../ui/use-hydrated.ts";
import { type Find, type Hit, loadSearch } from "./load-search.ts";
import { SearchHits } from "./search-hits.tsx";

type State = { readonly name: "idle" | "failed" } | { readonly name: "ready"; readonly find: Find };

/** Searches the documentation in the browser: a combobox with a list of results (WAI-ARIA Authoring Practices). */
export function Search() {
  const [state, setState] = useState<State>({ name: "idle" });
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState(-1);
  const [isOpen, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const list = useId();
  const hydrated = useHydrated();
  useSlash(() => field.current?.focus());

  const open = () => {
    setOpen(true);
    loadSearch().then(
      (find) => setState({ name: "ready", find }),
      () => setState({ name: "failed" }),
    );
  };
  const hits = state.name === "ready" && query.trim() !== "" ? state.find(query) : [];
  const isShown = isOpen && query.trim() !== "";
  const onKeyDown = (event: KeyboardEvent) => {
    const next = { ArrowDown: chosen + 1, ArrowUp: chosen - 1 }[event.key];
    if (next !== undefined && hits.length > 0) setChosen((next + hits.length) % hits.length);
    else if (event.key === "Enter") follow(hits[Math.max(chosen, 0)]);
    else if (event.key === "Escape") setOpen(false);
    else return;
    event.preventDefault();
  };

  return (
    <search
      className="relative ml-auto min-w-0 basis-full sm:basis-72"
      onBlur={(event) => leave(event, () => setOpen(false))}
    >
      <input
        ref={field}
        type="text"
        role="combobox"
        aria-label="Search the documentation"
        aria-expanded={isShown}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={isShown && chosen >= 0 ? `${list}-${chosen}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder="Search ( / )"
        disabled={!hydrated}
        value={query}
        onFocus={open}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setQuery(event.target.value);
          setChosen(-1);
          setOpen(true);
        }}
        className="min-h-11 w-full rounded-md border border-edge bg-surface px-3 placeholder:text-soft"
      />
      <SearchHits id={list} isShown={isShown} hits={hits} chosen={chosen} said={said(state, hits)} />
    </search>
  );
}

function said({ name }: State, hits: readonly Hit[]): string {
  if (name === "failed") return "The search could not be loaded. Check your connection and try again.";
  if (name === "idle") return "Loading…";
  return hits.length === 0 ? "Nothing found." : `${hits.length} found.`;
}

function follow(hit: Hit | undefined): void {
  if (hit !== undefined) location.assign(hit.href);
}

/** Calls back when the focus has left the whole search. */
function leave({ currentTarget, relatedTarget }: React.FocusEvent, done: () => void): void {
  if (!currentTarget.contains(relatedTarget)) done();
}

/** `/` leads to the search from everywhere but a field. */
function useSlash(focus: () => void): void {
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.closest("input, textarea, select") !== null;
      if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      focus();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  });
}

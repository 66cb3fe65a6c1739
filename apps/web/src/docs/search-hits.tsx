import type { Hit } from "./load-search.ts";

interface SearchHitsProps {
  readonly id: string;
  readonly isShown: boolean;
  readonly hits: readonly Hit[];
  readonly chosen: number;
  readonly said: string;
}

/** Lists what was found. The field keeps the focus; a screen reader is told how many there are. */
export function SearchHits({ id, isShown, hits, chosen, said }: SearchHitsProps) {
  return (
    <div
      hidden={!isShown}
      className="absolute inset-x-0 top-full z-10 mt-2 max-h-[70vh] overflow-y-auto rounded-md border border-line bg-surface p-1.5 shadow-lg sm:left-auto sm:w-md"
    >
      <p role="status" className={hits.length === 0 ? "px-3 py-2 text-soft" : "sr-only"}>
        {isShown ? said : ""}
      </p>
      <div id={id} role="listbox" aria-label="Found">
        {hits.map(({ href, title, heading, excerpt }, index) => (
          <a
            key={href}
            id={`${id}-${index}`}
            href={href}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className="block rounded-sm px-3 py-2 hover:bg-sunken aria-selected:bg-sunken"
          >
            <span className="block font-semibold">{heading === "" ? title : `${title} › ${heading}`}</span>
            <span className="line-clamp-2 text-sm text-soft">{excerpt}</span>
          </a>
        ))}
      </div>
    </div>
  );
}

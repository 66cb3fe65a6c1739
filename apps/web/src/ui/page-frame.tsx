import type { ReactNode } from "react";
import { Brand } from "./brand.tsx";
import { SkipLink } from "./skip-link.tsx";

interface PageFrameProps {
  /** What the page shows; left out: the product itself. */
  readonly title?: string;
  readonly nav?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** Frames a page: the product's name, what can be done from here, and the content. */
export function PageFrame({ title, nav, actions, children }: PageFrameProps) {
  return (
    <>
      {/* Here and not among a page's metadata: a page that answers 503 or 403 shows something else. */}
      <title>{title === undefined ? "Curfew – JSON Web Tokens you can revoke" : `${title} · Curfew`}</title>
      <SkipLink />
      <header className="border-b border-line">
        <div className="mx-auto flex min-h-16 w-full max-w-5xl flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-2.5 sm:px-6">
          <Brand />
          {nav}
          {actions}
        </div>
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-5xl flex-1 px-4 py-10 outline-none sm:px-6 sm:py-14"
      >
        {children}
      </main>
      <footer className="mx-auto w-full max-w-5xl px-4 py-8 text-sm text-soft sm:px-6">
        Curfew: JSON Web Tokens you can revoke.
      </footer>
    </>
  );
}

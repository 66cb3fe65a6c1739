import type { ReactNode } from "react";

/** A link in a text: like all of ours a full navigation, so that no router keeps what a page has shown. */
export function TextLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} className="font-semibold text-link underline underline-offset-4">
      {children}
    </a>
  );
}

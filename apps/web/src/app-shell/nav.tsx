"use client";

import { usePathname } from "next/navigation";

interface Place {
  readonly href: string;
  readonly name: string;
}

const PLACES: readonly Place[] = [
  { href: "/dashboard", name: "Dashboard" },
  { href: "/dashboard/sessions", name: "Sessions" },
  { href: "/dashboard/account", name: "Account" },
];
const ADMIN: Place = { href: "/admin", name: "Admin" };

/** Links the private pages. A missing link protects nothing: each page checks for itself. */
export function Nav({ isAdmin }: { isAdmin: boolean }) {
  const path = usePathname();
  return (
    <nav aria-label="Your pages" className="order-last -mx-1 basis-full sm:order-none sm:mx-0 sm:mr-auto sm:basis-auto">
      <ul className="flex flex-wrap">
        {[...PLACES, ...(isAdmin ? [ADMIN] : [])].map(({ href, name }) => (
          <li key={href}>
            <a
              href={href}
              aria-current={path === href ? "page" : undefined}
              className="flex min-h-11 items-center rounded-md px-3 text-soft underline-offset-8 hover:text-ink aria-[current=page]:font-semibold aria-[current=page]:text-ink aria-[current=page]:underline aria-[current=page]:decoration-lamp-line aria-[current=page]:decoration-2 max-sm:px-1 max-sm:text-sm"
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

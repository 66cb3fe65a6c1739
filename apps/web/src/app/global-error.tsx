"use client";

import { Message } from "../ui/message.tsx";
import { ReloadButton } from "../ui/reload-button.tsx";
import "./globals.css";

/** Stands in for the whole document when even its frame failed. */
export default function GlobalError() {
  return (
    <html lang="en">
      <body className="px-4 font-sans text-base antialiased">
        <title>Something went wrong · Curfew</title>
        <main>
          <Message title="Something went wrong" actions={<ReloadButton />}>
            <p>The error has been logged. Please try again.</p>
          </Message>
        </main>
      </body>
    </html>
  );
}

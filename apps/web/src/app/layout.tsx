import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Curfew", template: "%s · Curfew" },
  description: "JSON Web Tokens you can revoke.",
};

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#faf8f5" },
    { media: "(prefers-color-scheme: dark)", color: "#0d101d" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Every page carries a nonce of its own, so none can be made in advance.
  await connection();
  return (
    <html lang="en">
      <body className="flex min-h-dvh flex-col font-sans text-base antialiased">{children}</body>
    </html>
  );
}

import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { root } from "../root.ts";
import "./globals.css";

const DESCRIPTION =
  "Log out, and the token is refused by the very next request: JSON Web Tokens that can be revoked, for Next.js and tRPC.";

/** No title here: each page says for itself what it turned out to show. */
export async function generateMetadata(): Promise<Metadata> {
  await connection();
  return {
    metadataBase: new URL(root().origin),
    description: DESCRIPTION,
    openGraph: { title: "Curfew", description: DESCRIPTION, siteName: "Curfew", type: "website", locale: "en" },
    twitter: { card: "summary_large_image" },
  };
}

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

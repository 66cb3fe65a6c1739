import type { Metadata } from "next";

/** Metadata of every private page. */
export const privateMetadata: Metadata = { robots: { index: false, follow: false } };

import type { BrowserContext } from "@playwright/test";

/** The header of a request that brings the refresh token alone. */
export async function refreshCookie(context: BrowserContext): Promise<string> {
  const refresh = (await context.cookies()).find(({ name }) => name === "refresh_token");
  return `refresh_token=${refresh?.value}`;
}

/** How the app answers this browser's cookies now. */
export async function status({ request }: BrowserContext, address: string): Promise<number> {
  return (await request.get(`${address}/api/trpc/account.me`)).status();
}

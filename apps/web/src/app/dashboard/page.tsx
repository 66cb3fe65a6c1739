import type { Metadata } from "next";
import { requireLogin } from "../../gate.ts";
import { PrivatePage } from "../../private/private-page.tsx";
import { Unavailable } from "../../ui/unavailable.tsx";

export const metadata: Metadata = { title: "Dashboard" };

export default async function DashboardPage() {
  const me = await requireLogin();
  if (me === null) return <Unavailable />;
  return (
    <PrivatePage>
      <h1 className="text-2xl">Hello, {me.user.name}</h1>
    </PrivatePage>
  );
}

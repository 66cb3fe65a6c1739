import { visitor } from "../gate.ts";
import { ButtonLink } from "../ui/button.tsx";
import { PageFrame } from "../ui/page-frame.tsx";

export default async function StartPage() {
  const found = await visitor();
  return (
    <PageFrame>
      <h1 className="text-display">Log out means logged out.</h1>
      {found.state === "in" ? (
        <ButtonLink href="/dashboard">Go to your dashboard</ButtonLink>
      ) : (
        <ButtonLink href="/signup">Sign up</ButtonLink>
      )}
    </PageFrame>
  );
}

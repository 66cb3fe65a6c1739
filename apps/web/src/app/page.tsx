import { visitor } from "../gate.ts";
import { Sample } from "../start/sample.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { TextLink } from "../ui/text-link.tsx";

const PROMISES = [
  {
    title: "At once, everywhere",
    text: "When a logout has been answered, the next request is refused, whichever instance it reaches.",
  },
  {
    title: "One question a request",
    text: "The token proves itself; one look at the blacklist tells whether it was taken back. Forged ones cost nothing.",
  },
  {
    title: "Silence is not a yes",
    text: "If the blacklist can’t be asked, nobody is let in. If it has forgotten, people log in again.",
  },
] as const;

export default async function StartPage() {
  const isLoggedIn = (await visitor()).state === "in";
  return (
    <PageFrame
      actions={<TextLink href={isLoggedIn ? "/dashboard" : "/login"}>{isLoggedIn ? "Dashboard" : "Log in"}</TextLink>}
    >
      <div className="grid items-center gap-12 lg:grid-cols-[6fr_5fr] lg:gap-16">
        <div className="grid gap-6">
          <h1 className="text-display">Logged&nbsp;out means logged&nbsp;out.</h1>
          <p className="max-w-xl text-lg text-soft">
            A JSON Web Token is good until it expires, whatever happens meanwhile. Curfew takes it back: a token that
            was logged out, replaced or withdrawn is refused by the very next request.
          </p>
          <div className="flex flex-wrap gap-3">
            {isLoggedIn ? (
              <ButtonLink href="/dashboard">Go to your dashboard</ButtonLink>
            ) : (
              <ButtonLink href="/signup">Sign up</ButtonLink>
            )}
          </div>
        </div>
        <Sample />
      </div>
      <ul className="mt-16 grid gap-8 border-t border-line pt-10 sm:grid-cols-3">
        {PROMISES.map(({ title, text }) => (
          <li key={title} className="grid content-start gap-2">
            <h2 className="text-lg">{title}</h2>
            <p className="text-soft">{text}</p>
          </li>
        ))}
      </ul>
    </PageFrame>
  );
}

import contents from "../docs/contents.docs";
import "../docs/code.css";
import { ButtonLink } from "../ui/button.tsx";
import { TextLink } from "../ui/text-link.tsx";

/** Shows a developer what it takes, and where to read on and try it. */
export function Developers({ trial }: { trial: string }) {
  return (
    <section className="mt-16 grid grid-cols-1 gap-8 border-t border-line pt-10 lg:grid-cols-[2fr_3fr] lg:gap-12">
      <div className="grid content-start gap-4">
        <h2 className="text-xl">For your own app</h2>
        <p className="text-soft">
          Your library goes on verifying your tokens; one more line asks whether they were revoked. For Express,
          Fastify, Hono, NestJS, tRPC and anything that runs on Node.js or at the edge.
        </p>
        <p>
          <code className="rounded-sm bg-sunken px-2 py-1 font-mono text-sm">npm i @curfew/auth ioredis</code>
        </p>
        <div className="flex flex-wrap items-center gap-x-5 gap-y-3">
          <ButtonLink href="/docs" tone="quiet">
            Read the docs
          </ButtonLink>
          <TextLink href={trial}>Try it with a real token</TextLink>
        </div>
      </div>
      {/* Made of our own documents when the app is built. */}
      <div className="min-w-0" dangerouslySetInnerHTML={{ __html: contents.sample }} />
    </section>
  );
}

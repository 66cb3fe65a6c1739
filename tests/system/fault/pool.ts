import type { AtTheEnd, Open, Service } from "./service.ts";
import { type Visitor, visit } from "./visitor.ts";

/** A service that is well, with somebody who has an account. */
export interface Place {
  readonly service: Service;
  readonly visitor: Visitor;
}

/** Places for one test after the other, as many as there are tests at a time. */
export interface Pool {
  /** One that nobody else uses meanwhile. It is used again if the work resolves. */
  use(work: (place: Place) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export function createPool(open: Open): Pool {
  const endings: (() => Promise<void>)[] = [];
  const free: Place[] = [];
  const atTheEnd: AtTheEnd = (work) => void endings.unshift(work);
  const create = async (): Promise<Place> => {
    const service = await open(atTheEnd);
    return { service, visitor: await visit(service) };
  };
  return {
    async use(work) {
      const place = free.pop() ?? (await create());
      await work(place);
      free.push(place);
    },
    async close() {
      for (const work of endings) await work();
    },
  };
}

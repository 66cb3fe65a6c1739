import type { Backend } from "./front.ts";
import { ended, type NextProcess } from "./next-process.ts";

/** How many processes there are at a time, asked by turns. */
const COUNT = 2;

/** Of so many requests one finds that its process was ended, and waits for a cold start. */
const ENDED_EVERY = 25;

interface Instance extends NextProcess {
  /** How many requests it is answering. */
  busy: number;
}

/** Creates processes that are frozen whenever they answer nothing, and are now and then ended and replaced. */
export async function createInstances(start: () => Promise<NextProcess>): Promise<Backend> {
  const logs: (() => string)[] = [];
  const startFrozen = async (): Promise<Instance> => {
    const instance = { ...(await start()), busy: 0 };
    logs.push(instance.log);
    instance.child.kill("SIGSTOP");
    return instance;
  };
  const instances: Instance[] = [];
  for (let count = 0; count < COUNT; count += 1) instances.push(await startFrozen());

  let requests = 0;
  const choose = async (): Promise<Instance> => {
    requests += 1;
    const at = requests % COUNT;
    let instance = instances[at] as Instance;
    if (requests % ENDED_EVERY === 0 && instance.busy === 0) {
      await ended(instance.child);
      instance = await startFrozen();
      instances[at] = instance;
    }
    instance.busy += 1;
    instance.child.kill("SIGCONT");
    return instance;
  };

  /** One after another, so that no process is ended while a request is being given to it. */
  let queue: Promise<unknown> = Promise.resolve();
  return {
    async borrow() {
      const chosen = queue.then(choose);
      queue = chosen.catch(() => {});
      const instance = await chosen;
      return {
        port: instance.port,
        giveBack() {
          instance.busy -= 1;
          if (instance.busy === 0) instance.child.kill("SIGSTOP");
        },
      };
    },
    log: () => logs.map((log) => log()).join(""),
    async close() {
      await Promise.all(instances.map(({ child }) => ended(child)));
    },
  };
}

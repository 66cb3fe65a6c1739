import type { Socket } from "node:net";
import { type Command, isSetup, isWrite } from "./command.ts";
import type { RedisFault, Traffic } from "./fault.ts";
import { misshape } from "./frame.ts";
import { untilDue } from "./latency.ts";

type Ask = (frame: Buffer) => Promise<Buffer>;

const DISCARD = Buffer.from("*1\r\n$7\r\nDISCARD\r\n");

/** Serves a client's commands, one after the other, as the fault in force has it. */
export function createSession(client: Socket, ask: Ask, traffic: Traffic<RedisFault>) {
  /** What the request under way meets: a transaction meets one fault as a whole. */
  let fault: RedisFault | null = null;
  let isSpoilt = false;
  /** Bytes were lost here. TCP never loses some and delivers later ones, so this connection stays as it is. */
  let isLost = false;
  let delivery = Promise.resolve();

  function begin(): void {
    if (!isLost) fault = traffic.fault;
    isSpoilt = false;
  }

  async function replyTo(command: Command): Promise<Buffer> {
    if (fault?.kind !== "error") return ask(command.frame);
    if (isHit(fault, command)) {
      isSpoilt = true;
      return error(fault.text);
    }
    if (!isSpoilt || command.name !== "EXEC") return ask(command.frame);
    // As Redis does when a command could not be queued.
    await ask(DISCARD);
    return error("EXECABORT Transaction discarded because of previous errors.");
  }

  /** Of a transaction's replies only the last is tampered with. */
  function deliver(reply: Buffer, { ends }: Command, met: RedisFault | null): void {
    if (traffic.fault?.kind === "blackhole") lose(traffic.fault);
    if (isLost) return;
    if (!ends) client.write(reply);
    else if (met?.kind === "answerLost" && met.mode === "reset") client.resetAndDestroy();
    else if (met?.kind === "answerLost") lose(met);
    else if (met?.kind === "resetMidReply") {
      client.write(reply.subarray(0, reply.length / 2), () => client.resetAndDestroy());
    } else client.write(met?.kind === "wrongType" ? misshape(reply, met.reply) : reply);
  }

  function lose(to: RedisFault): void {
    fault = to;
    isLost = true;
  }

  return async (command: Command): Promise<void> => {
    if (client.destroyed) return;
    if (command.begins) begin();
    if (fault?.kind === "blackhole") lose(fault);
    else if (fault?.kind === "reset") client.resetAndDestroy();
    else {
      const met = fault;
      const reply = await replyTo(command);
      // Not waited for: the next command is on its way to the server while this one's reply is late.
      delivery = delivery.then(() => untilDue(met, command.arrivedAt)).then(() => deliver(reply, command, met));
    }
  };
}

function isHit(fault: RedisFault & { kind: "error" }, command: Command): boolean {
  return fault.onlyWrites ? isWrite(command) : !(fault.exceptSetup && isSetup(command));
}

function error(text: string): Buffer {
  return Buffer.from(`-${text}\r\n`);
}

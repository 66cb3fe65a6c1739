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
  function deliver(reply: Buffer, { ends }: Command): void {
    if (traffic.fault?.kind === "blackhole") {
      fault = traffic.fault;
      isLost = true;
    }
    if (isLost) return;
    if (!ends) client.write(reply);
    else if (fault?.kind === "answerLost" && fault.mode === "reset") client.resetAndDestroy();
    else if (fault?.kind === "answerLost") isLost = true;
    else if (fault?.kind === "resetMidReply") {
      client.write(reply.subarray(0, reply.length / 2), () => client.resetAndDestroy());
    } else client.write(fault?.kind === "wrongType" ? misshape(reply, fault.reply) : reply);
  }

  return async (command: Command): Promise<void> => {
    if (client.destroyed) return;
    if (command.begins) begin();
    if (fault?.kind === "blackhole") isLost = true;
    else if (fault?.kind === "reset") client.resetAndDestroy();
    else {
      const reply = await replyTo(command);
      await untilDue(fault, command.arrivedAt);
      deliver(reply, command);
    }
  };
}

function isHit(fault: RedisFault & { kind: "error" }, command: Command): boolean {
  return fault.onlyWrites ? isWrite(command) : !(fault.exceptSetup && isSetup(command));
}

function error(text: string): Buffer {
  return Buffer.from(`-${text}\r\n`);
}

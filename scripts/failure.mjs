/** A failure whose message says everything there is to say: printed without a stack. */
export class Failure extends Error {}

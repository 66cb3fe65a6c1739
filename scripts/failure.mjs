/** A failure whose message says everything there is to say: printed without a stack. */
export class Failure extends Error {}

/**
 * What to print of an error: a failure's sentence, one for what the file system forbids, and all else whole.
 * @param {unknown} error
 */
export function describe(error) {
  if (error instanceof Failure) return error.message;
  const { code = "", path } = /** @type {NodeJS.ErrnoException} */ (error);
  if (!["EROFS", "EACCES", "EPERM"].includes(code) || path === undefined) return error;
  return `This command has to write to ${path}, and may not (${code}). Run it once as somebody who may.`;
}

/** Thrown when compressed bytes are damaged, of an unknown kind, or would grow beyond a bound. */
export class UnpackError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnpackError';
  }
}

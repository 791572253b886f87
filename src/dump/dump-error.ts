/**
 * Why a dump cannot be opened. `refused`: a file of another kind; `damaged`: the right kind, but
 * nothing can be made of it; `unopened`: the system would not open the path.
 */
export type DumpErrorKind = 'refused' | 'damaged' | 'unopened';

/** The message says what was expected, what was found, at which offset, and what to try. */
export class DumpError extends Error {
  constructor(
    readonly kind: DumpErrorKind,
    message: string,
  ) {
    super(message);
    this.name = 'DumpError';
  }
}

/**
 * Why a dump cannot be opened. `refused`: a file of another kind; `damaged`: the right kind, but
 * nothing can be made of it; `unopened`: the system would not open the path.
 */
export type DumpErrorKind = 'refused' | 'damaged' | 'unopened';

/** Stays the same whatever the message says: for programs that tell errors apart. */
export type DumpErrorCode = 'ERR_DUMP_REFUSED' | 'ERR_DUMP_DAMAGED' | 'ERR_DUMP_UNOPENED';

/**
 * The message says what was expected, what was found, at which offset, and what to try. `cause` is the
 * system's error where there is one, with the system's own `code` (ENOENT, EACCES).
 */
export class DumpError extends Error {
  readonly code: DumpErrorCode;

  constructor(
    readonly kind: DumpErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DumpError';
    this.code = `ERR_DUMP_${kind.toUpperCase() as Uppercase<DumpErrorKind>}`;
  }
}

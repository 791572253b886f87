/** Thrown when a program database cannot be read. Names the field and its byte offset in its stream. */
export class PdbError extends Error {
  constructor(
    /** Stream and field, as the ksy names them: `msf.len_block`. */
    readonly field: string,
    /** Byte offset of the field: in the file for `msf`, otherwise in the stream. */
    readonly offset: number,
    problem: string,
  ) {
    super(`PDB ${field} at offset 0x${offset.toString(16)}: ${problem}`);
    this.name = 'PdbError';
  }
}

/** Runs a generated reader and turns its complaints into a PdbError. */
export function readChecked<T>(field: string, offset: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof PdbError) throw error;
    throw new PdbError(field, offset, (error as Error).message);
  }
}

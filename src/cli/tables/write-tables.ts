import type { Table } from '../../commands/table.ts';
import { OutputFile } from '../../files/output-file.ts';
import { type Driver, driveItems } from '../drive.ts';
import type { LineSink } from '../line-sink.ts';

export type TableFormat = 'csv' | 'ndjson' | 'parquet';

/** A table that was asked for: in which form, and where; `-` is the standard output. */
export interface TableRequest {
  readonly format: TableFormat;
  readonly path: string;
}

export const STANDARD_OUTPUT = '-';

/** How much of a table was written. */
export type Written = 'whole' | 'part' | 'nothing';

/**
 * Writes a table row by row, until the user stops it. A file is replaced only when the whole table is
 * in it; a pipe, a device and the standard output keep the part that went there. Throws FileError.
 */
export async function writeTable(
  table: Table,
  { format, path }: TableRequest,
  sink: LineSink,
  driver: Driver,
): Promise<Written> {
  const chunks = await chunksOf(format, table);
  if (path === STANDARD_OUTPUT) {
    const isWhole = await driveItems(chunks as Iterable<string>, (one) => sink.text(one), driver.stopped);
    sink.flush();
    return isWhole ? 'whole' : 'part';
  }
  const file = new OutputFile(path);
  try {
    const isWhole = await driveItems(chunks, (chunk) => file.write(chunk), driver.stopped);
    if (isWhole) file.close();
    else file.abandon();
    return isWhole ? 'whole' : file.isDirect ? 'part' : 'nothing';
  } catch (error) {
    file.abandon();
    throw error;
  }
}

/** The libraries behind each format are loaded when it is asked for. */
async function chunksOf(format: TableFormat, table: Table): Promise<Iterable<string | Uint8Array>> {
  switch (format) {
    case 'csv':
      return (await import('./csv.ts')).csvChunks(table);
    case 'ndjson':
      return (await import('./ndjson.ts')).ndjsonChunks(table);
    case 'parquet':
      return (await import('./parquet.ts')).parquetChunks(table);
  }
}

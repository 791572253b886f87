import { stringify } from 'csv-stringify/sync';
import type { Table } from '../../commands/table.ts';
import { printable } from '../../units/printable.ts';
import { cellText } from './cell-text.ts';

/** Rows turned into text at a time. */
const BATCH = 512;
/** Cells that a spreadsheet would run as formulas get a leading apostrophe. */
const OPTIONS = { escape_formulas: true, record_delimiter: '\n' } as const;

/** The table as CSV (RFC 4180, LF line ends, a header line) in pieces. Absent values are empty. */
export function* csvChunks({ columns, rows }: Table): Iterable<string> {
  let batch: string[][] = [columns.map((column) => column.name)];
  for (const row of rows()) {
    batch.push(row.map((cell, i) => printable(cellText(cell, columns[i]))));
    if (batch.length < BATCH) continue;
    yield stringify(batch, OPTIONS);
    batch = [];
  }
  if (batch.length > 0) yield stringify(batch, OPTIONS);
}

import type { Table } from '../../commands/table.ts';
import { jsonText } from '../../units/json-text.ts';
import { plainCell } from './cell-text.ts';

/** The table as JSON objects, one a line. Absent values are null. */
export function* ndjsonChunks({ columns, rows }: Table): Iterable<string> {
  for (const row of rows()) {
    yield `${jsonText(new Map(columns.map((column, i) => [column.name, plainCell(row[i], column)])))}\n`;
  }
}

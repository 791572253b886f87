import { type BasicType, ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { Cell, Column, Table } from '../../commands/table.ts';
import { plainCell } from './cell-text.ts';

/** Rows held at a time. */
const GROUP_ROWS = 50_000;

const TYPES: Readonly<Record<Column['type'], BasicType>> = {
  text: 'STRING',
  hex: 'STRING',
  number: 'INT64',
  boolean: 'BOOLEAN',
};

/** Hands its bytes on whenever a group of rows is written. */
class ChunkWriter extends ByteWriter {
  readonly chunks: Uint8Array[] = [];

  flush(): void {
    this.chunks.push(this.getBytes().slice());
    this.index = 0;
  }

  override finish(): void {
    this.flush();
  }
}

/** The table as a Parquet file in pieces, one for each group of rows. Absent values are null. */
export function* parquetChunks({ columns, rows }: Table): Iterable<Uint8Array> {
  const writer = new ChunkWriter();
  const empty = columns.map(({ name, type }) => ({ name, type: TYPES[type], data: [] }));
  const parquet = new ParquetWriter({ writer, schema: schemaFromColumnData({ columnData: empty }) });
  for (const group of groups(rows())) {
    const columnData = columns.map((column, i) => ({
      name: column.name,
      data: group.map((row) => value(row[i], column)),
    }));
    parquet.write({ columnData, rowGroupSize: GROUP_ROWS });
    yield* writer.chunks.splice(0);
  }
  parquet.finish();
  yield* writer.chunks.splice(0);
}

function* groups(rows: Iterable<readonly Cell[]>): Iterable<(readonly Cell[])[]> {
  let group: (readonly Cell[])[] = [];
  for (const row of rows) {
    group.push(row);
    if (group.length < GROUP_ROWS) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** Whole numbers of 64 bits come as BigInt; a column of numbers holds no others. */
function value(cell: Cell, column: Column): unknown {
  return typeof cell === 'number' && column.type === 'number' ? BigInt(cell) : plainCell(cell, column);
}

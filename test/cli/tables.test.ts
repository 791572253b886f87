import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LineSink } from '../../src/cli/line-sink.ts';
import { csvChunks } from '../../src/cli/tables/csv.ts';
import { ndjsonChunks } from '../../src/cli/tables/ndjson.ts';
import { parquetChunks } from '../../src/cli/tables/parquet.ts';
import { writeTable } from '../../src/cli/tables/write-tables.ts';
import type { Cell, Table } from '../../src/commands/table.ts';

const ROWS: readonly (readonly Cell[])[] = [
  [0x8ab94000, 744, 'Thre', true],
  [null, null, null, null],
  [0x10, 2 ** 40, 'a "b", c\u001b[2J', false],
  [0, 0, '=cmd()', false],
];
const table: Table = {
  columns: [
    { name: 'address', type: 'hex' },
    { name: 'size', type: 'number' },
    { name: 'tag', type: 'text' },
    { name: 'protected', type: 'boolean' },
  ],
  rows: () => ROWS,
};

/** The reader wants one buffer of its own. */
function bufferOf(chunks: Iterable<Uint8Array>): ArrayBuffer {
  const bytes = Buffer.concat([...chunks]);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
}

test('CSV: quoted as RFC 4180 says, control characters shown, formulas disarmed', () => {
  expect([...csvChunks(table)].join('')).toBe(
    [
      'address,size,tag,protected',
      '8ab94000,744,Thre,true',
      ',,,',
      '00000010,1099511627776,"a ""b"", c\\x1b[2J",false',
      "00000000,0,'=cmd(),false",
      '',
    ].join('\n'),
  );
});

test('JSON lines: an object a row, null where there is nothing', () => {
  expect([...ndjsonChunks(table)]).toEqual([
    '{"address":"8ab94000","size":744,"tag":"Thre","protected":true}\n',
    '{"address":null,"size":null,"tag":null,"protected":null}\n',
    '{"address":"00000010","size":1099511627776,"tag":"a \\"b\\", c\\u001b[2J","protected":false}\n',
    '{"address":"00000000","size":0,"tag":"=cmd()","protected":false}\n',
  ]);
});

describe('Parquet', () => {
  test('is read back by another reader as it was', async () => {
    const rows = await parquetReadObjects({ file: bufferOf(parquetChunks(table)) });
    expect(rows).toEqual([
      { address: '8ab94000', size: 744n, tag: 'Thre', protected: true },
      { address: null, size: null, tag: null, protected: null },
      { address: '00000010', size: 2n ** 40n, tag: 'a "b", c\u001b[2J', protected: false },
      { address: '00000000', size: 0n, tag: '=cmd()', protected: false },
    ]);
  });

  test('an empty table keeps its columns', () => {
    const metadata = parquetMetadata(bufferOf(parquetChunks({ columns: table.columns, rows: () => [] })));
    expect(metadata.num_rows).toBe(0n);
    expect(metadata.schema.slice(1).map(({ name }) => name)).toEqual(['address', 'size', 'tag', 'protected']);
  });

  test('rows are held a group at a time', () => {
    let most = 0;
    let held = 0;
    const many: Table = {
      columns: [{ name: 'n', type: 'number' }],
      *rows() {
        for (let i = 0; i < 120_000; i++) {
          most = Math.max(most, ++held);
          yield [i];
        }
      },
    };
    const chunks: Uint8Array[] = [];
    for (const chunk of parquetChunks(many)) {
      held = 0;
      chunks.push(chunk);
    }
    expect(most).toBeLessThanOrEqual(50_000);
    expect(parquetMetadata(bufferOf(chunks)).num_rows).toBe(120_000n);
  });
});

describe('writeTable', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tables-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const sink = new LineSink(() => undefined);
  const driver = (stopped: boolean) => ({
    onProgress: () => undefined,
    onDone: () => undefined,
    resume: () => undefined,
    stopped: () => stopped,
  });

  test('stopped by the user it leaves the old file alone', async () => {
    const path = join(folder, 'a.csv');
    writeFileSync(path, 'old');
    const endless: Table = {
      columns: [{ name: 'n', type: 'number' }],
      *rows() {
        for (let i = 0; ; i++) yield [i];
      },
    };
    expect(await writeTable(endless, { format: 'csv', path }, sink, driver(true))).toBe('nothing');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a.csv']);
  });

  test('a row that cannot be made leaves the old file alone', async () => {
    const path = join(folder, 'a.ndjson');
    const broken: Table = {
      columns: [{ name: 'n', type: 'number' }],
      *rows() {
        yield [1];
        throw new Error('no more');
      },
    };
    await expect(writeTable(broken, { format: 'ndjson', path }, sink, driver(false))).rejects.toThrow(
      'no more',
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openSource } from '../../src/files/source.ts';

const folder = mkdtempSync(join(tmpdir(), 'source-close-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(['mmap', 'pread'] as const)(
  'a closed file (%s) hands out nothing more, and may be closed again',
  (backend) => {
    const path = join(folder, backend);
    writeFileSync(path, 'A'.repeat(0x20000));
    const source = openSource(path, backend);
    const held = source.window(0);
    expect(held?.bytes[0]).toBe(0x41);
    source.close();
    // The number of the closed file goes to the next one that is opened: closing again must not close that.
    const other = openSource(path, 'pread');
    source.close();
    expect(other.read(0, 1)).toEqual(Uint8Array.of(0x41));
    other.close();
    expect(() => source.window(0)).toThrow(`${path} was closed`);
    expect(() => source.read(0x10000, 4)).toThrow(`${path} was closed`);
    expect([0, 0x41]).toContain(held?.bytes[0]);
  },
);

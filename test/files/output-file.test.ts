import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appendToFile, emptyFile } from '../../src/files/append-file.ts';
import { makeFolder } from '../../src/files/folders.ts';
import { OutputFile } from '../../src/files/output-file.ts';
import { FileError } from '../../src/files/read-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'output-file-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('OutputFile', () => {
  test('takes the place of the old file when it is whole', () => {
    const path = join(folder, 'a.csv');
    writeFileSync(path, 'old');
    const file = new OutputFile(path);
    file.write('x'.repeat(100_000));
    expect(readFileSync(path, 'utf8')).toBe('old');
    file.write(Uint8Array.of(0x79, 0x0a));
    file.close();
    expect(readFileSync(path, 'utf8')).toBe(`${'x'.repeat(100_000)}y\n`);
    expect(readdirSync(folder)).toEqual(['a.csv']);
  });

  test('given up it leaves nothing', () => {
    const path = join(folder, 'a.csv');
    const file = new OutputFile(path);
    file.write('half');
    file.abandon();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a folder that is not there is an error with the path', () => {
    expect(() => new OutputFile(join(folder, 'none', 'a.csv'))).toThrow(FileError);
    expect(() => new OutputFile(join(folder, 'none', 'a.csv'))).toThrow(/none\/a\.csv: /);
  });

  test.skipIf(!existsSync('/dev/null'))('a device is written to, not replaced', () => {
    const file = new OutputFile('/dev/null');
    file.write('x');
    file.close();
    expect(statSync('/dev/null').isFile()).toBe(false);
  });
});

describe('folders and growing files', () => {
  test('missing folders are made, those that are there are left', () => {
    mkdirSync(join(folder, 'a'));
    makeFolder(join(folder, 'a', 'b', 'c'));
    makeFolder(join(folder, 'a', 'b', 'c'));
    expect(statSync(join(folder, 'a', 'b', 'c')).isDirectory()).toBe(true);
  });

  test.skipIf(!existsSync('/proc/self'))('a place that takes no folders is an error, not a loop', () => {
    expect(() => makeFolder('/proc/none/such')).toThrow(/ENOENT|EACCES|EPERM/);
  });

  test('text is added to the end; a private file is for its user alone', () => {
    const path = join(folder, 'history');
    appendToFile(path, 'a\n', true);
    appendToFile(path, 'b\n', true);
    expect(readFileSync(path, 'utf8')).toBe('a\nb\n');
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    emptyFile(path);
    expect(readFileSync(path, 'utf8')).toBe('');
  });
});

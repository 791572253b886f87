import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileError, fileStatus, listDirectory, readWholeFile } from '../../src/files/read-file.ts';
import { writeFileAtomic } from '../../src/files/write-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'read-file-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a file is read whole up to the bound, and refused beyond it', () => {
  const path = join(folder, 'a');
  writeFileSync(path, 'hello');
  expect(Buffer.from(readWholeFile(path, 5)).toString()).toBe('hello');
  expect(() => readWholeFile(path, 4)).toThrow(`${path}: 5 bytes are more than the 4 that are read`);
  expect(fileStatus(path)).toEqual({ kind: 'file', size: 5 });
});

test('what is no file is refused, not waited for', () => {
  expect(() => readWholeFile(join(folder, 'none'), 10)).toThrow(/no such file/);
  expect(() => readWholeFile(folder, 10)).toThrow(/not a regular file \(directory\)/);
  const pipe = join(folder, 'pipe');
  if (spawnSync('mkfifo', [pipe]).status !== 0) return;
  expect(() => readWholeFile(pipe, 10)).toThrow(FileError);
  expect(fileStatus(pipe)?.kind).toBe('other');
});

test('a folder lists its names in order; what is no folder lists nothing', () => {
  for (const name of ['b', 'a', 'C']) writeFileSync(join(folder, name), '');
  expect(listDirectory(folder)).toEqual(['C', 'a', 'b']);
  expect(listDirectory(join(folder, 'a'))).toEqual([]);
  expect(fileStatus(join(folder, 'a', 'b'))).toBeUndefined();
});

test('a file is replaced whole, its folders are made, nothing else is left', () => {
  const path = join(folder, 'x', 'y', 'file');
  writeFileAtomic(path, Buffer.from('one'));
  writeFileAtomic(path, Buffer.from('two'));
  expect(readFileSync(path, 'utf8')).toBe('two');
  expect(readdirSync(join(folder, 'x', 'y'))).toEqual(['file']);
});

test('a failed write leaves nothing behind', () => {
  mkdirSync(join(folder, 'taken'));
  expect(() => writeFileAtomic(join(folder, 'taken'), Buffer.from('x'))).toThrow(FileError);
  expect(readdirSync(folder)).toEqual(['taken']);
  writeFileSync(join(folder, 'file'), '');
  expect(() => writeFileAtomic(join(folder, 'file', 'in'), Buffer.from('x'))).toThrow(FileError);
});

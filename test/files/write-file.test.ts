import { spawnSync } from 'node:child_process';
import {
  closeSync,
  constants,
  lstatSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileAtomic } from '../../src/files/write-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'write-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const bytes = Buffer.from('whole');

describe('writing a file', () => {
  it('replaces what was there and makes folders', () => {
    const path = join(folder, 'a/b.html');
    writeFileAtomic(path, Buffer.from('before'));
    writeFileAtomic(path, bytes);
    expect(readFileSync(path, 'utf8')).toBe('whole');
  });

  // A pipe stands for every device: /dev/null must still be one afterwards.
  it.skipIf(process.platform === 'win32')('writes into a pipe and leaves it in its place', () => {
    const pipe = join(folder, 'pipe');
    if (spawnSync('mkfifo', [pipe]).status !== 0) return;
    const link = join(folder, 'link');
    symlinkSync(pipe, link);
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      for (const path of [pipe, link]) {
        writeFileAtomic(path, bytes);
        const read = Buffer.alloc(64);
        expect(read.toString('utf8', 0, readSync(reader, read))).toBe('whole');
      }
    } finally {
      closeSync(reader);
    }
    expect(lstatSync(pipe).isFIFO()).toBe(true);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });
});

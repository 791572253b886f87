import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openSource } from '../../src/files/source.ts';
import { CLI, hasCli } from '../cli/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'source-open-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.skipIf(!hasCli)('a pipe that nobody writes to is refused, not waited for', () => {
  const pipe = join(folder, 'pipe');
  if (spawnSync('mkfifo', [pipe]).status !== 0) return;
  const { status, stderr } = spawnSync(process.execPath, [CLI, pipe], { encoding: 'utf8', timeout: 20_000 });
  expect(stderr).toBe(`analyze-dump: ${pipe}: is not a regular file.\n`);
  expect(status).toBe(3);
});

test('what cannot be opened is told in words', () => {
  expect(() => openSource(join(folder, 'none'))).toThrow('no such file');
  expect(() => openSource(folder)).toThrow('is a directory');
  expect(() => openSource('/dev/null')).toThrow('is not a regular file');
  const locked = join(folder, 'locked');
  writeFileSync(locked, 'PAGEDUMP', { mode: 0o000 });
  // Root reads everything.
  if (process.getuid?.() !== 0) expect(() => openSource(locked)).toThrow('no permission to read it');
});

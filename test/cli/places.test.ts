import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLI, hasCli, runCli, sample } from './cli.ts';

/** Wherever a dump lies and whatever its folder is called, the same is printed. */
describe.skipIf(!hasCli)('places', () => {
  const COMMANDS = 'vertarget; lm; !poolused 4';
  let folder: string;
  let usual: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'places-'));
    usual = runCli([sample('driver-paged-pool'), '-c', COMMANDS]).stdout;
    expect(usual).toContain('MSKK');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('a path in Japanese, with blanks', () => {
    const place = join(folder, 'メモリ ダンプ 調査');
    mkdirSync(place);
    const dump = join(place, '本番サーバー①.DMP');
    copyFileSync(sample('driver-paged-pool'), dump);
    expect(runCli([dump, '-c', COMMANDS])).toEqual({ stdout: usual, stderr: '', status: 0 });
    // Messages name it as it is written.
    const { stderr } = runCli([join(place, '無い.DMP')]);
    expect(stderr).toContain('無い.DMP: no such file.');
  });

  test('a file that may only be read, in a folder that may only be read', () => {
    const place = join(folder, 'read-only');
    mkdirSync(place);
    const dump = join(place, 'MEMORY.DMP');
    copyFileSync(sample('driver-paged-pool'), dump);
    chmodSync(dump, 0o444);
    const before = statSync(dump);
    chmodSync(place, 0o555);
    try {
      expect(runCli([dump, '-c', COMMANDS])).toEqual({ stdout: usual, stderr: '', status: 0 });
      expect(statSync(dump).mtimeMs).toBe(before.mtimeMs);
    } finally {
      chmodSync(place, 0o755);
    }
  });

  test('another working folder, and a path from there', () => {
    copyFileSync(sample('driver-paged-pool'), join(folder, 'here.dmp'));
    const { stdout, status } = spawnSync(process.execPath, [CLI, 'here.dmp', '-c', COMMANDS], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, _NT_SYMBOL_PATH: '' },
    });
    expect([stdout, status]).toEqual([usual, 0]);
  });

  test('mapped and read, the same is seen', () => {
    for (const backend of ['mmap', 'pread'])
      expect(runCli([sample('driver-paged-pool'), '--backend', backend, '-c', COMMANDS]).stdout).toBe(usual);
  });

  test('oddities of a dump are told before the answers, on the other stream', () => {
    const dump = join(folder, 'odd.dmp');
    copyFileSync(sample('driver-paged-pool'), dump);
    truncateSync(dump, 937_984);
    const { stdout, stderr, status } = runCli([dump, '-c', 'vertarget']);
    expect(status).toBe(0);
    expect(stderr).toBe(
      'analyze-dump: The file is cut: 937984 bytes where the bitmap needs 942080; 1 of 213 pages are missing.\n',
    );
    expect(usual.startsWith(stdout)).toBe(true);
  });
});

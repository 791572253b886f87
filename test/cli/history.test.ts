import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HISTORY_LINES, History } from '../../src/cli/history.ts';
import { stateFolder } from '../../src/cli/state-folder.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'history-'));
  path = join(folder, 'state', 'history');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('History', () => {
  test('keeps lines between runs, each once in a row, for the user alone', () => {
    const first = new History(path);
    expect(first.load()).toEqual([]);
    for (const line of ['lm', '!vm 5', '!vm 5', 'lm']) first.add(line);
    const second = new History(path);
    expect(second.load()).toEqual(['lm', '!vm 5', 'lm']);
    second.add('lm');
    expect(readFileSync(path, 'utf8')).toBe('lm\n!vm 5\nlm\n');
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('is bounded', () => {
    new History(path).load();
    const lines = Array.from({ length: 2 * HISTORY_LINES + 1 }, (_, i) => `? ${i}`);
    writeFileSync(path, `${lines.join('\n')}\n`);
    expect(new History(path).load()).toEqual(lines.slice(-HISTORY_LINES));
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(HISTORY_LINES);
    new History(path).add('x'.repeat(5000));
    expect(readFileSync(path, 'utf8')).not.toContain('xxx');
  });

  test('lines that would drive a terminal are not brought back', () => {
    new History(path).load();
    writeFileSync(path, 'lm\n\u001b[2J!vm\n');
    expect(new History(path).load()).toEqual(['lm']);
  });

  test('where it cannot be kept nothing happens', () => {
    const nowhere = new History('/proc/none/history');
    expect(nowhere.load()).toEqual([]);
    nowhere.add('lm');
    const isFolder = new History(folder);
    expect(isFolder.load()).toEqual([]);
    isFolder.add('lm');
  });
});

test('the folder of the state', () => {
  expect(stateFolder({ XDG_STATE_HOME: '/x' })).toBe(join('/x', 'analyze-dump'));
  expect(stateFolder({})).toMatch(/\.local[/\\]state[/\\]analyze-dump$/);
});

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = resolve(import.meta.dirname, '../../src');
/** From the ground up: a room imports itself and the rooms before it. */
const ROOMS = [
  'units',
  'files',
  'formats',
  'dump',
  'memory',
  'symbols',
  'image',
  'kernel',
  'objects',
  'pool',
  'code',
  'vm',
  'analysis',
  'diagnosis',
  'commands',
  'report',
  'regress',
  'cli',
];
/** Files on the top level and what they stand on: everything. */
const TOP = 'top';
/** Facts in rows, not code: exempt from the limit on length. */
const DATA_FILES = ['symbols/builtin/layouts-data.ts'];

interface SourceFile {
  readonly path: string;
  readonly room: string;
  readonly text: string;
  readonly imports: readonly string[];
}

function sources(folder = SRC): SourceFile[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === 'generated' ? [] : sources(path);
    return name.endsWith('.ts') ? [read(path)] : [];
  });
}

function read(path: string): SourceFile {
  const text = readFileSync(path, 'utf8');
  const place = relative(SRC, path).split(sep).join('/');
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]);
  return { path: place, room: place.includes('/') ? place.split('/')[0] : TOP, text, imports: specifiers };
}

/** Source path that a relative specifier names. */
function target(file: SourceFile, specifier: string): string {
  return relative(SRC, resolve(SRC, dirname(file.path), specifier))
    .split(sep)
    .join('/');
}

const files = sources();

describe('the house', () => {
  it('has no room that this test does not know', () => {
    expect(
      [...new Set(files.map((file) => file.room))].filter((room) => room !== TOP && !ROOMS.includes(room)),
    ).toEqual([]);
  });

  it('imports only downwards', () => {
    const upward = files.flatMap((file) =>
      file.imports
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => ({ file, room: target(file, specifier).split('/')[0] }))
        .filter(({ room }) => file.room !== TOP && ROOMS.indexOf(room) > ROOMS.indexOf(file.room))
        .map(({ room }) => `${file.path} imports ${room}`),
    );
    expect(upward).toEqual([]);
  });

  it('has no circle of files', () => {
    const graph = new Map(
      files.map((file) => [
        file.path,
        file.imports.filter((one) => one.startsWith('.')).map((one) => target(file, one)),
      ]),
    );
    expect(findCircle(graph)).toEqual([]);
  });

  it('opens files in one room and sees Kaitai in one', () => {
    const fs = files.filter(
      (file) => file.imports.some((one) => /^(node:)?fs(\/|$)/.test(one)) && file.room !== 'files',
    );
    const kaitai = files.filter(
      (file) =>
        file.imports.some(
          (one) => one.startsWith('kaitai') || /generated\/[^/]*(?<!\.layout)\.(js|ts)$/.test(one),
        ) && file.room !== 'formats',
    );
    expect([fs.map((file) => file.path), kaitai.map((file) => file.path)]).toEqual([[], []]);
  });

  it('asks the network in one file', () => {
    const asking = files
      .filter((file) => /\bfetch\(|node:https?'|node:net'/.test(file.text))
      .map((file) => file.path);
    expect(asking).toEqual(['symbols/download.ts']);
  });

  it('keeps files short', () => {
    const lengths = files
      .filter((file) => !DATA_FILES.includes(file.path))
      .map((file) => ({ path: file.path, lines: file.text.split('\n').length }));
    expect(lengths.filter(({ lines }) => lines > 400)).toEqual([]);
    const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(sorted[sorted.length >> 1]).toBeLessThanOrEqual(150);
  });

  it('has no drawer for odds and ends', () => {
    expect(
      files
        .map((file) => file.path)
        .filter((path) => /(^|\/)(utils?|helpers?|common|misc|types)(\/|\.ts$)/.test(path)),
    ).toEqual([]);
  });
});

/** Paths of some circle, or nothing. */
function findCircle(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const stack: string[] = [];
  const visit = (node: string): string[] => {
    if (stack.includes(node)) return [...stack.slice(stack.indexOf(node)), node];
    if (done.has(node) || !graph.has(node)) return [];
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      const circle = visit(next);
      if (circle.length > 0) return circle;
    }
    stack.pop();
    done.add(node);
    return [];
  };
  for (const node of graph.keys()) {
    const circle = visit(node);
    if (circle.length > 0) return circle;
  }
  return [];
}

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { unpackXz } from '../../src/formats/xz.ts';

/** One thing that pool_walk says of a tag: number of blocks and bytes, headers included. */
export type Counted = readonly [count: number, bytes: number];

/** What is written beside a dump about its pool. */
export interface PoolTruth {
  readonly tags: Record<
    string,
    Record<'np_allocs' | 'np_frees' | 'np_bytes' | 'pg_allocs' | 'pg_frees' | 'pg_bytes', number>
  >;
  readonly session_tags: Record<
    string,
    Record<string, { pg_allocs: number; pg_frees: number; pg_bytes: number }>
  >;
  /** By pool (np, pg0 ..., s0 ...), tag and state (alloc, free, cached). */
  readonly pool_walk: Record<string, Record<string, Record<string, Counted>>>;
  readonly pools: Record<string, { pages: number; big_pages: number }>;
  readonly big_pages: {
    readonly table: number;
    readonly size: number;
    readonly in_use: number;
    readonly freed_entries: number;
    readonly by_tag: Record<string, { entries: number; bytes: number; paged: number }>;
  };
}

export interface KnownDump {
  readonly name: string;
  readonly path: () => string;
  readonly symbols: string;
  readonly truth: () => PoolTruth;
}

const repository = resolve(import.meta.dirname, '../..');
const shared = resolve(repository, '../shared/dumps');
const MAX_DUMP = 0x20000000;

/** Dumps of the repository, and those that may lie beside it, which are unpacked when first needed. */
export function knownDumps(): KnownDump[] {
  const own = join(repository, 'dumps');
  const bundled = readdirSync(own)
    .filter((file) => file.endsWith('.dmp'))
    .map((file) => ({
      name: basename(file, '.dmp'),
      path: () => join(own, file),
      symbols: join(own, 'symbols'),
      truth: () => parseTruth(readFileSync(join(own, file.replace('.dmp', '.truth.json')))),
    }));
  const others = existsSync(shared)
    ? readdirSync(shared).filter((file) => file.endsWith('-kernel.dmp.xz'))
    : [];
  return [...bundled, ...others.map((file) => packedDump(basename(file, '.dmp.xz')))];
}

function packedDump(name: string): KnownDump {
  return {
    name,
    path: () => unpacked(`${name}.dmp`),
    symbols: join(shared, 'symbols'),
    truth: () => parseTruth(unpackXz(readFileSync(join(shared, `${name}.truth.json.xz`)), MAX_DUMP)),
  };
}

function parseTruth(bytes: Uint8Array): PoolTruth {
  return JSON.parse(Buffer.from(bytes).toString('utf8'));
}

/** Path of the plain file; kept between runs. */
function unpacked(file: string): string {
  const folder = join(tmpdir(), 'analyze-dump-test-dumps');
  const path = join(folder, file);
  const packed = join(shared, `${file}.xz`);
  if (!existsSync(path) || statSync(path).mtimeMs < statSync(packed).mtimeMs) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, unpackXz(readFileSync(packed), MAX_DUMP));
  }
  return path;
}

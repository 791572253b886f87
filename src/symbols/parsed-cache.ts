import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { FileError, readWholeFile } from '../files/read-file.ts';
import { writeFileAtomic } from '../files/write-file.ts';
import { openSymbolFile } from './open-symbol-file.ts';
import { decodeParsed, encodeParsed } from './parsed-symbols.ts';
import type { SymbolFile } from './symbol-file.ts';
import type { SymbolKey } from './symbol-key.ts';

/** Grows whenever a reader or the layout of a cached file changes. */
const READER_VERSION = 1;
const FORMAT = 'analyze-dump symbols';
const MAX_CACHED_BYTES = 256 * 2 ** 20;

interface Header {
  readonly format: string;
  readonly version: number;
  readonly id: string;
  /** SHA-256 of the symbol file that was parsed. */
  readonly origin: string;
  /** SHA-256 of what follows the header line. */
  readonly body: string;
}

/**
 * Symbols parsed on an earlier run. The entry is believed only if it was made from a file with exactly
 * these bytes, by this reader, and is whole; anything else counts as not cached.
 */
export function loadParsed(
  folder: string,
  key: SymbolKey,
  bytes: Uint8Array,
  name: string,
): SymbolFile | undefined {
  let entry: Uint8Array;
  try {
    entry = readWholeFile(entryPath(folder, key, bytes), MAX_CACHED_BYTES);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
  const split = entry.indexOf(0x0a);
  const body = entry.subarray(split + 1);
  const header = split > 0 ? headerOf(entry.subarray(0, split)) : undefined;
  if (header?.format !== FORMAT || header.version !== READER_VERSION || header.id !== key.id)
    return undefined;
  if (header.body !== sha256(body) || header.origin !== sha256(bytes)) return undefined;
  const description = `${name} ${key.id}`;
  return decodeParsed(body, key, description, () => openSymbolFile(bytes, name).frames());
}

/** Keeps parsed symbols for the next run. A folder that cannot be written is no problem. */
export function storeParsed(folder: string, key: SymbolKey, bytes: Uint8Array, file: SymbolFile): void {
  const body = encodeParsed(file);
  if (body.length > MAX_CACHED_BYTES) return;
  const header: Header = {
    format: FORMAT,
    version: READER_VERSION,
    id: key.id,
    origin: sha256(bytes),
    body: sha256(body),
  };
  try {
    writeFileAtomic(
      entryPath(folder, key, bytes),
      Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]),
    );
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
  }
}

function entryPath(folder: string, key: SymbolKey, bytes: Uint8Array): string {
  return join(folder, 'parsed', `${key.id}-${bytes.length}-v${READER_VERSION}.symbols`);
}

function headerOf(line: Uint8Array): Partial<Header> | undefined {
  try {
    const header: unknown = JSON.parse(new TextDecoder().decode(line));
    return typeof header === 'object' && header !== null ? header : undefined;
  } catch {
    return undefined;
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

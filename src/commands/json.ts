import type { Answer } from './dispatch.ts';

/** Plain JSON value of an answer: the command's own form, or its result with columns as arrays. */
export function jsonOf({ command, result }: Answer): unknown {
  return plain(command.json === undefined ? result : command.json(result), 0);
}

const MAX_DEPTH = 12;

/** Typed arrays become arrays, maps become objects, what JSON cannot say becomes null. */
function plain(value: unknown, depth: number): unknown {
  if (value === undefined || value === null || typeof value === 'function') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object') return typeof value === 'bigint' ? value.toString() : value;
  if (depth >= MAX_DEPTH) return null;
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as Iterable<number>);
  if (Array.isArray(value)) return value.map((one) => plain(one, depth + 1));
  if (value instanceof Set) return [...value].map((one) => plain(one, depth + 1));
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(
    entries
      .filter(([, one]) => one !== undefined && typeof one !== 'function')
      .map(([key, one]) => [String(key), plain(one, depth + 1)]),
  );
}

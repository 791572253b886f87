/** One place where two JSON values differ. */
export interface JsonDifference {
  /** `findings[0].verdict` */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

const MAX_DIFFERENCES = 20;
const MAX_TEXT = 120;

/** Where `found` departs from `expected`; at most twenty places. */
export function compareJson(expected: unknown, found: unknown): JsonDifference[] {
  const differences: JsonDifference[] = [];
  compare(expected, found, '', differences);
  return differences;
}

function compare(expected: unknown, found: unknown, path: string, into: JsonDifference[]): void {
  if (into.length >= MAX_DIFFERENCES || Object.is(expected, found)) return;
  if (!isObject(expected) || !isObject(found) || Array.isArray(expected) !== Array.isArray(found)) {
    into.push({ path: path || '(whole)', expected: shown(expected), found: shown(found) });
    return;
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const inner = Array.isArray(expected) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    compare(expected[key], found[key], inner, into);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  const text = value === undefined ? '(absent)' : JSON.stringify(value);
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text;
}

/**
 * JSON for files and terminals: one line, whatever a dump's names hold. Characters that could drive a
 * terminal are escaped beyond what JSON asks for, so the text is safe to show and still the same value.
 */

const UNSAFE = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]/g;

function escapeUnsafe(json: string): string {
  return json.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A string as a JSON string. */
export function jsonString(text: string): string {
  return escapeUnsafe(JSON.stringify(text));
}

/** JSON over several lines, for plain values of moderate size. */
export function indentedJsonText(value: unknown): string {
  return escapeUnsafe(JSON.stringify(value, null, 2));
}

/** Deeper than any result goes; a circle would be one without end. */
const MAX_DEPTH = 32;
/** Lists and objects above this depth are handed out piece by piece. */
const STREAMED_DEPTH = 3;

/**
 * The JSON text of a value in pieces, so that lists of millions need not be held as one string.
 * Typed arrays, sets and other iterables become arrays, maps objects; what JSON cannot say becomes null.
 * Once `stopped` answers true lists end where they are: what was written is still a whole document.
 */
export function* jsonChunks(value: unknown, stopped = () => false, depth = 0): Iterable<string> {
  const list = listOf(value);
  if (depth >= STREAMED_DEPTH || !isContainer(value)) {
    yield jsonText(value, depth);
  } else if (list !== undefined) {
    yield* joined('[', ']', until(list, stopped), (one) => jsonChunks(one, stopped, depth + 1));
  } else {
    yield* joined('{', '}', membersOf(value as object), function* ([key, one]) {
      yield `${jsonString(key)}:`;
      yield* jsonChunks(one, stopped, depth + 1);
    });
  }
}

function* until<T>(items: Iterable<T>, stopped: () => boolean): Iterable<T> {
  for (const item of items) {
    if (stopped()) return;
    yield item;
  }
}

function* joined<T>(
  open: string,
  close: string,
  items: Iterable<T>,
  write: (item: T) => Iterable<string>,
): Iterable<string> {
  let separator = open;
  for (const item of items) {
    yield separator;
    yield* write(item);
    separator = ',';
  }
  yield separator === open ? open + close : close;
}

/** The JSON text of a value. */
export function jsonText(value: unknown, depth = 0): string {
  if (typeof value === 'string') return jsonString(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return `"${value}"`;
  if (!isContainer(value) || depth >= MAX_DEPTH) return 'null';
  const list = listOf(value);
  if (list !== undefined) {
    const items: string[] = [];
    for (const one of list) items.push(jsonText(one, depth + 1));
    return `[${items.join(',')}]`;
  }
  const members: string[] = [];
  for (const [key, one] of membersOf(value)) members.push(`${jsonString(key)}:${jsonText(one, depth + 1)}`);
  return `{${members.join(',')}}`;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** The items of what becomes an array; undefined for what becomes an object. */
function listOf(value: unknown): Iterable<unknown> | undefined {
  if (!isContainer(value) || value instanceof Map) return undefined;
  return Symbol.iterator in value ? (value as Iterable<unknown>) : undefined;
}

function* membersOf(value: object): Iterable<[string, unknown]> {
  const entries = value instanceof Map ? value : Object.entries(value);
  for (const [key, one] of entries) {
    if (one !== undefined && typeof one !== 'function') yield [String(key), one];
  }
}

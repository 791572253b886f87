/** What a pool tag stands for, as pooltag.txt says it. */
export interface TagName {
  readonly description: string;
  /** `nt!ps`, `afd.sys`; absent when the file does not know. */
  readonly binary?: string;
}

const TAG_LENGTH = 4;

/** Which of the four places a tag must match for a pattern: bit 0 is the first character. */
const ANY_TAG = 0;
const EVERY_PLACE = 0xf;

/** Sets of fixed places, most specific first: literal characters from the left, then in all. */
const PLACE_SETS = Array.from({ length: EVERY_PLACE }, (_, places) => places).sort(
  (a, b) => leading(b) - leading(a) || countPlaces(b) - countPlaces(a),
);

function leading(places: number): number {
  let count = 0;
  while ((places >> count) & 1) count++;
  return count;
}

function countPlaces(places: number): number {
  let count = 0;
  for (let rest = places; rest !== ANY_TAG; rest >>= 1) count += rest & 1;
  return count;
}

/** The tag with '?' in every place that is not fixed. */
function masked(tag: string, places: number): string {
  let text = '';
  for (let i = 0; i < TAG_LENGTH; i++) text += (places >> i) & 1 ? tag[i] : '?';
  return text;
}

/**
 * Descriptions of pool tags. Tags are four characters, blanks included; case matters. In a pattern
 * '?' stands for one character and '*' for the rest.
 */
export class TagNames {
  readonly #exact = new Map<string, TagName>();
  readonly #patterns = new Map<string, TagName>();

  /** Number of tags and patterns. */
  get size(): number {
    return this.#exact.size + this.#patterns.size;
  }

  /** Adds a tag or pattern of at most four characters; the first of two equal ones stays. */
  add(tagOrPattern: string, name: TagName): void {
    const star = tagOrPattern.indexOf('*');
    const key = (
      star < 0 ? tagOrPattern.padEnd(TAG_LENGTH, ' ') : tagOrPattern.slice(0, star).padEnd(4, '?')
    ).slice(0, TAG_LENGTH);
    const names = key.includes('?') ? this.#patterns : this.#exact;
    if (!names.has(key)) names.set(key, name);
  }

  /**
   * The description of a tag of four characters (shorter ones are padded with blanks): the exact
   * tag, else the pattern with the most literal characters before its first '?'.
   */
  lookup(tagText: string): TagName | undefined {
    const tag = tagText.padEnd(TAG_LENGTH, ' ');
    if (tag.length !== TAG_LENGTH) return undefined;
    const exact = this.#exact.get(tag);
    if (exact !== undefined || this.#patterns.size === 0) return exact;
    for (const places of PLACE_SETS) {
      const found = this.#patterns.get(masked(tag, places));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Every tag and pattern with its description, tags first. */
  *[Symbol.iterator](): Iterator<readonly [tag: string, name: TagName]> {
    yield* this.#exact;
    yield* this.#patterns;
  }
}

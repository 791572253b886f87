/** Pages of pool blocks written by hand: the layout of _POOL_HEADER is stated here once more, on purpose. */

export interface BlockSpec {
  /** Units of 8 bytes, the header included. */
  readonly units: number;
  /** PoolType: 0 free, 2 nonpaged, 3 paged, 0x0a and 0x0b with quota (Vista and later). */
  readonly type: number;
  readonly tag: string;
  readonly index?: number;
  readonly isProtected?: boolean;
}

/** Number of a tag's four characters. */
export function tagWord(tag: string, isProtected = false): number {
  let word = 0;
  for (let i = 3; i >= 0; i--) word = word * 256 + tag.charCodeAt(i);
  return (word + (isProtected ? 0x80000000 : 0)) >>> 0;
}

/** Writes blocks one after the other from byte `from` on; answers where they end. */
export function writeBlocks(
  words: Uint32Array,
  from: number,
  blocks: readonly BlockSpec[],
  index = 0,
): number {
  let at = from;
  let previous = 0;
  for (const { units, type, tag, index: poolIndex = 0, isProtected } of blocks) {
    const i = index + at / 4;
    words[i] = previous + poolIndex * 2 ** 9 + units * 2 ** 16 + type * 2 ** 25;
    words[i + 1] = tagWord(tag, isProtected);
    // A payload that no header looks like: sizes of FFh units, previous sizes that fit nothing.
    for (let word = i + 2; word < i + units * 2; word++) words[word] = 0xffffffff;
    previous = units;
    at += units * 8;
  }
  return at;
}

/** The 1,024 words of a page that the blocks tile. */
export function pageOf(blocks: readonly BlockSpec[]): Uint32Array {
  const words = new Uint32Array(1024);
  const end = writeBlocks(words, 0, blocks);
  if (end !== 4096) throw new Error(`the blocks fill ${end} bytes`);
  return words;
}

import type { Random } from '../builder/random.ts';
import type { Target } from './targets.ts';

/** Numbers that tend to hurt: borders of signs and sizes, the header's filler, top of memory. */
const EXTREMES = [
  0, 1, 0x7f, 0x80, 0xfff, 0x1000, 0xffff, 0x7fffffff, 0x80000000, 0xc0000000, 0xfffff000, 0xfffffffc,
  0xffffffff, 0x45474150,
];

/** Changes one to four places of a target, and says how to undo it: copies of a dump cost more than it takes. */
export function mutate(bytes: Uint8Array, target: Target, random: Random): () => void {
  const undo: [number, number][] = [];
  const write = (at: number, value: number) => {
    if (at >= bytes.length) return;
    undo.push([at, bytes[at]]);
    bytes[at] = value;
  };
  const write32 = (at: number, value: number) => {
    for (let i = 0; i < 4; i++) write(at + i, (value >>> (8 * i)) & 0xff);
  };
  const read32 = (at: number) =>
    (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
  const place = () => {
    const [start, length] = random.pick(target.pieces);
    return start + random.below(length);
  };
  for (let left = 1 + random.below(4); left > 0; left--) {
    const at = place();
    const word = at & ~3;
    const change = random.below(6);
    if (change === 0) write(at, bytes[at] ^ (1 << random.below(8)));
    else if (change === 1) write(at, random.below(256));
    else if (change === 2) write32(word, random.pick(EXTREMES));
    else if (change === 3) write32(word, random.u32());
    // A pointer that leads somewhere near, or where another one leads.
    else if (change === 4) write32(word, (read32(word) + 4 * (random.below(64) - 32)) >>> 0);
    else write32(word, read32(place() & ~3));
  }
  return () => {
    for (const [at, value] of undo.reverse()) bytes[at] = value;
  };
}

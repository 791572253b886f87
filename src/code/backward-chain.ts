import { type CodeDecoder, MAX_INSTRUCTION } from './iced.ts';

/** Length of the instruction at every offset; 0 where there is none. */
export function instructionLengths(code: CodeDecoder): Uint8Array {
  const lengths = new Uint8Array(code.bytes.length);
  for (let offset = 0; offset < lengths.length; offset++) {
    if (code.decode(offset) && !code.instruction.isInvalid) lengths[offset] = code.instruction.length;
  }
  return lengths;
}

/**
 * Offsets of the last `count` instructions that end where the bytes do. Walks back from the end,
 * each time to the start that most other starts lead to.
 */
export function mostTravelled(lengths: Uint8Array, count: number): number[] {
  const end = lengths.length;
  const travellers = new Float64Array(end + 1);
  for (let offset = 0; offset < end; offset++) {
    travellers[offset] += 1;
    const next = offset + lengths[offset];
    if (lengths[offset] > 0 && next <= end) travellers[next] += travellers[offset];
  }
  const chain: number[] = [];
  for (let at = end; chain.length < count; ) {
    let best = -1;
    for (let offset = Math.max(0, at - MAX_INSTRUCTION); offset < at; offset++) {
      if (offset + lengths[offset] !== at || lengths[offset] === 0) continue;
      if (best < 0 || travellers[offset] > travellers[best]) best = offset;
    }
    if (best < 0) break;
    chain.unshift(best);
    at = best;
  }
  return chain;
}

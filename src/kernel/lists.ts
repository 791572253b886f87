import type { MemoryReader } from '../memory/reader.ts';
import { addVa, hex8, type VirtualAddress } from '../units/address.ts';

/** No kernel list is longer; a longer one is a loop or damage. */
export const LIST_LIMIT = 1_000_000;

/** How a walk ended; `complete` only when it came back to the head. */
export interface ListEnd {
  readonly complete: boolean;
  /** Why it stopped early, one line. */
  readonly why?: string;
}

export interface ListWalk {
  /** Addresses of the structures (not of their links), in list order. */
  readonly entries: VirtualAddress[];
  readonly end: ListEnd;
}

/**
 * Walks a doubly linked list through Flink. `linkOffset` is where the LIST_ENTRY lies in each
 * structure, bytes. A cycle, a link that does not point back, or an unreadable link ends the walk;
 * where the forward walk breaks, the rest is gathered backwards through Blink.
 */
export function walkList(
  memory: MemoryReader,
  head: VirtualAddress,
  linkOffset: number,
  limit = LIST_LIMIT,
): ListWalk {
  const seen = new Set<VirtualAddress>([head]);
  const forward = follow(memory, head, 0, seen, limit);
  if (forward.why === undefined)
    return { entries: toEntries(forward.links, linkOffset), end: { complete: true } };
  const backward = follow(memory, head, 4, seen, limit - forward.links.length);
  return {
    entries: toEntries([...forward.links, ...backward.links.reverse()], linkOffset),
    end: { complete: false, why: forward.why },
  };
}

function toEntries(links: readonly VirtualAddress[], linkOffset: number): VirtualAddress[] {
  return links.map((link) => addVa(link, -linkOffset));
}

function follow(
  memory: MemoryReader,
  head: VirtualAddress,
  linkAt: 0 | 4,
  seen: Set<VirtualAddress>,
  limit: number,
): { links: VirtualAddress[]; why?: string } {
  const links: VirtualAddress[] = [];
  let previous = head;
  for (;;) {
    const link = memory.u32(addVa(previous, linkAt));
    if (link === undefined)
      return { links, why: `the list link at ${hex8(addVa(previous, linkAt))} cannot be read` };
    if (link === head) return { links };
    if (seen.has(link))
      return { links, why: `the list loops: ${hex8(previous)} links back to ${hex8(link)}` };
    const back = memory.u32(addVa(link, 4 - linkAt));
    if (back === undefined) return { links, why: `the list entry at ${hex8(link)} cannot be read` };
    if (back !== previous)
      return { links, why: `the list entry at ${hex8(link)} does not point back at ${hex8(previous)}` };
    if (links.length >= limit) return { links, why: `the list has more than ${limit} entries` };
    seen.add(link);
    links.push(link);
    previous = link;
  }
}

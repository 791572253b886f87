import type { Kernel } from '../kernel/kernel.ts';
import type { MemoryReader } from '../memory/reader.ts';
import { addVa, hex8, type VirtualAddress } from '../units/address.ts';
import { BLOCK_UNIT } from './page-chain.ts';
import { BlockState, type PoolColumns } from './pool-columns.ts';
import { type PoolDescriptor, readPoolDescriptors } from './pool-descriptors.ts';
import type { PoolRules } from './pool-rules.ts';
import type { PoolSession } from './session-pools.ts';

/** An SLIST header counts its entries in 16 bits. */
const MAX_LIST = 0x10000;
/** Links followed in all; more is damage that leads round in circles. */
const MAX_LINKS = 1_000_000;
/** Lists of a processor, one for each size up to 32 units. */
const NUM_LISTS = 32;
/** XP keeps pairs of pointers to lists instead of the lists. */
const PAIR_SIZE = 8;
/** Lists in _MM_SESSION_SPACE.Lookaside and the size of each, bytes. */
const SESSION_LISTS = 25;
const SESSION_LIST_SIZE = 0x80;

/** Free blocks whose headers say in use. */
export interface FreeLists {
  readonly numLookaside: number;
  readonly numDeferred: number;
  /** Blocks on a list that lie in no page that was walked (paged out, not in the dump). */
  readonly numElsewhere: number;
  /** Lists that were followed. */
  readonly numLists: number;
  /** Why a list could not be followed to its end, one line each. */
  readonly problems: readonly string[];
}

/** Walks lookaside lists and lists of deferred frees, and marks their blocks in the columns. */
export function markFreeLists(
  kernel: Kernel,
  columns: PoolColumns,
  rules: PoolRules,
  sessions: readonly PoolSession[],
): FreeLists {
  const marker = new FreeListMarker(columns);
  if (columns.blockCount === 0) return marker.result();
  if (rules.plainLookaside) {
    for (const head of processorLists(kernel)) marker.follow(kernel.memory, head, BlockState.lookaside, 0);
    sessions.forEach((session, i) => {
      const at = kernel.optionalOffset('_MM_SESSION_SPACE', 'Lookaside');
      for (let list = 0; at !== undefined && list < SESSION_LISTS; list++) {
        const head = addVa(session.address, at + list * SESSION_LIST_SIZE);
        marker.follow(session.space, head, BlockState.lookaside, i + 1);
      }
    });
  }
  const { nonpaged, paged } = readPoolDescriptors(kernel);
  for (const descriptor of [...nonpaged, ...paged]) followDeferred(kernel, marker, descriptor);
  return marker.result();
}

function followDeferred(kernel: Kernel, marker: FreeListMarker, descriptor: PoolDescriptor): void {
  const at = kernel.optionalOffset('_POOL_DESCRIPTOR', 'PendingFrees');
  if (descriptor.pendingFrees === 0 || at === undefined || !('value' in descriptor.address)) return;
  marker.follow(kernel.memory, addVa(descriptor.address.value, at), BlockState.deferred, 0);
}

/** Heads of all lists of all processors, each once. */
function processorLists(kernel: Kernel): Set<VirtualAddress> {
  const heads = new Set<VirtualAddress>();
  const nonpaged = kernel.optionalOffset('_KPRCB', 'PPNPagedLookasideList');
  const paged = kernel.optionalOffset('_KPRCB', 'PPPagedLookasideList');
  if (nonpaged === undefined || paged === undefined) return heads;
  const size = (paged - nonpaged) / NUM_LISTS;
  if (size < PAIR_SIZE || !Number.isInteger(size)) return heads;
  for (const { prcb } of kernel.processors) {
    for (let i = 0; i < NUM_LISTS * 2; i++) {
      const at = addVa(prcb, (i < NUM_LISTS ? nonpaged : paged) + (i % NUM_LISTS) * size);
      if (size > PAIR_SIZE) heads.add(at);
      else for (const half of [0, 4]) addPointer(kernel, heads, addVa(at, half));
    }
  }
  return heads;
}

function addPointer(kernel: Kernel, heads: Set<VirtualAddress>, at: VirtualAddress): void {
  const list = kernel.memory.u32(at);
  if (list !== undefined && list >= kernel.systemRangeStart) heads.add(list);
}

class FreeListMarker {
  private numLookaside = 0;
  private numDeferred = 0;
  private numElsewhere = 0;
  private numLists = 0;
  private numLinks = 0;
  private readonly problems: string[] = [];

  constructor(private readonly columns: PoolColumns) {}

  /** Follows a singly linked list of payloads; each block is marked once, so a cycle ends it. */
  follow(memory: MemoryReader, head: VirtualAddress, state: BlockState, session: number): void {
    let link = memory.u32(head);
    if (link === undefined || link === 0) return;
    this.numLists++;
    const seen = new Set<VirtualAddress>();
    while (link !== undefined && link !== 0) {
      const tooLong = seen.size >= MAX_LIST || this.numLinks++ >= MAX_LINKS;
      if (tooLong || seen.has(link) || (link & (BLOCK_UNIT - 1)) !== 0) {
        this.problems.push(`the list of free blocks at ${hex8(head)} breaks at ${hex8(link)}`);
        return;
      }
      seen.add(link);
      this.mark(addVa(link, -BLOCK_UNIT), state, session);
      link = memory.u32(link);
    }
    if (link === undefined)
      this.problems.push(`the list of free blocks at ${hex8(head)} leads to a page that cannot be read`);
  }

  result(): FreeLists {
    const { numLookaside, numDeferred, numElsewhere, numLists, problems } = this;
    return { numLookaside, numDeferred, numElsewhere, numLists, problems };
  }

  private mark(va: VirtualAddress, state: BlockState, session: number): void {
    const block = this.columns.blockAt(va, session);
    if (block < 0) {
      this.numElsewhere++;
    } else if (this.columns.state[block] === BlockState.allocated) {
      this.columns.state[block] = state;
      if (state === BlockState.lookaside) this.numLookaside++;
      else this.numDeferred++;
    }
  }
}

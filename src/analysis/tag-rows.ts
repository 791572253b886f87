import type { TagNames } from '../pool/tag-names/tag-names.ts';
import { outstanding } from '../pool/tag-sums.ts';
import type { TagTally } from '../pool/tag-tally.ts';
import type { TagUsage } from '../pool/tag-usage.ts';
import type { PoolTallies } from '../pool/tally-pool.ts';
import { type PoolTag, tagText } from '../units/tag.ts';
import { absent, known, present, type Value } from '../units/value.ts';
import type { PoolName } from './pool-name.ts';
import type { PoolUse, TagFacts, TagTable } from './tag-facts.ts';

const POOLS: readonly PoolName[] = ['nonpaged', 'paged'];

/** Use of the pools by tag: the kernel's counters, and beside them what was found. */
export function tagTable(usage: TagUsage, tallies: PoolTallies, names: TagNames): TagTable {
  const slots = new Map<PoolTag, number>();
  for (let slot = 0; slot < usage.count; slot++) slots.set(usage.tags[slot], slot);
  const tags = new Set(slots.keys());
  for (const pool of POOLS) for (const { tag } of tallies[pool].rows()) tags.add(tag);
  const rows: TagFacts[] = [];
  for (const tag of tags) {
    const slot = slots.get(tag);
    const uses = {
      nonpaged: poolUse(usage, slot, 'nonpaged', tallies.nonpaged.find(tag)),
      paged: poolUse(usage, slot, 'paged', tallies.paged.find(tag)),
    };
    if (isUsed(uses.nonpaged) || isUsed(uses.paged)) rows.push({ tag, ...named(tag, names), uses });
  }
  const bytes = (pool: PoolName) => rows.reduce((sum, row) => sum + (known(row.uses[pool].bytes) ?? 0), 0);
  rows.sort((a, b) => total(b) - total(a) || a.tag - b.tag);
  return {
    rows,
    bytes: { nonpaged: bytes('nonpaged'), paged: bytes('paged') },
    complete: usage.complete,
    tables: usage.tables,
  };
}

function named(tag: PoolTag, names: TagNames): Pick<TagFacts, 'text' | 'description' | 'binary'> {
  const text = tagText(tag);
  const name = names.lookup(text);
  return { text, description: name?.description, binary: name?.binary };
}

function total({ uses }: TagFacts): number {
  return (known(uses.nonpaged.bytes) ?? 0) + (known(uses.paged.bytes) ?? 0);
}

function isUsed({ blocks, bytes, walked }: PoolUse): boolean {
  return (known(blocks) ?? 0) > 0 || (known(bytes) ?? 0) > 0 || (walked?.bytes ?? 0) > 0;
}

/** The counters of one tag in one pool; where they cannot be read, what was found stands in. */
function poolUse(
  usage: TagUsage,
  slot: number | undefined,
  pool: PoolName,
  found: TagTally | undefined,
): PoolUse {
  const walked = found && {
    blocks: found.allocated.count,
    bytes: found.allocated.bytes + found.big.bytes,
    big: found.big.count,
  };
  if (slot !== undefined && usage.known[slot] !== 0) {
    const allocs = usage[`${pool}Allocs`][slot];
    const frees = usage[`${pool}Frees`][slot];
    return {
      blocks: present(outstanding(allocs, frees), 'tracker'),
      bytes: present(usage[`${pool}Bytes`][slot], 'tracker'),
      allocs: present(allocs, 'tracker'),
      frees: present(frees, 'tracker'),
      walked,
    };
  }
  const missing = absent('not-in-dump', "the kernel's counters of the tag");
  // A tag that whole tables do not have was never counted; blocks of it are leftovers.
  const isCounted = slot !== undefined || !usage.complete;
  return {
    blocks: isCounted ? byWalk(walked && walked.blocks + walked.big) : present(0, 'tracker'),
    bytes: isCounted ? byWalk(walked?.bytes) : present(0, 'tracker'),
    allocs: missing,
    frees: missing,
    walked,
  };

  function byWalk(value: number | undefined): Value<number> {
    return value === undefined ? missing : present(value, 'walk', false);
  }
}

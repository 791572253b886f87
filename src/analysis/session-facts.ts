import { outstanding } from '../pool/tag-sums.ts';
import type { TagUsage } from '../pool/tag-usage.ts';
import type { PoolTallies } from '../pool/tally-pool.ts';
import { PAGE_SIZE } from '../units/address.ts';
import { tagText } from '../units/tag.ts';
import { known, type Value } from '../units/value.ts';
import type { SessionFacts } from './analysis.ts';
import { sessionsOf } from './objects-of.ts';
import { poolSessionsOf, sessionUsageOf } from './pool-of.ts';
import type { Session } from './session.ts';

type TagRows = SessionFacts['tags'];

/** Logon sessions with the use of their own pool by tag: by the kernel's counters, else by the walk. */
export function sessionFacts(session: Session, tallies: PoolTallies): SessionFacts[] {
  const pools = poolSessionsOf(session);
  return sessionsOf(session).map((one) => {
    const position = pools.findIndex(({ id }) => id === one.id);
    const usage = position < 0 ? undefined : sessionUsageOf(session, pools[position]);
    const counted = usage?.complete === true ? countedTags(usage) : [];
    const walked = counted.length > 0 ? [] : walkedTags(tallies, position);
    const tags = counted.length > 0 ? counted : isBelievable(walked, one.pagedPoolPages) ? walked : [];
    return {
      id: one.id,
      address: one.address,
      processes: one.processes.length,
      pagedPool: one.pagedPoolPages,
      committed: one.committedPages,
      failures: one.allocationFailures,
      tags: [...tags].sort((a, b) => b.bytes - a.bytes),
      tagsComplete: counted.length > 0,
    };
  });
}

/** Blocks found may be a little more than the kernel counts; far more belong to someone else. */
const MOST_SURPLUS = 1.1;

/** With page tables missing, pages of the system look like pages of a session. */
function isBelievable(tags: TagRows, pages: Value<number>): boolean {
  const counted = known(pages);
  const found = tags.reduce((sum, { bytes }) => sum + bytes, 0);
  return counted !== undefined && found <= counted * PAGE_SIZE * MOST_SURPLUS;
}

function countedTags(usage: TagUsage): TagRows {
  const rows = [];
  for (let row = 0; row < usage.count; row++) {
    const bytes = usage.pagedBytes[row] + usage.nonpagedBytes[row];
    if (usage.known[row] === 0 || bytes === 0) continue;
    const blocks =
      outstanding(usage.pagedAllocs[row], usage.pagedFrees[row]) +
      outstanding(usage.nonpagedAllocs[row], usage.nonpagedFrees[row]);
    rows.push({ text: tagText(usage.tags[row]), blocks, bytes });
  }
  return rows;
}

function walkedTags(tallies: PoolTallies, position: number): TagRows {
  const tally = tallies.sessions[position];
  if (tally === undefined) return [];
  return [...tally.rows()]
    .map(({ tag, allocated, big }) => ({
      text: tagText(tag),
      blocks: allocated.count + big.count,
      bytes: allocated.bytes + big.bytes,
    }))
    .filter(({ bytes }) => bytes > 0);
}

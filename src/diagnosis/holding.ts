import type { Analysis, ProcessFacts } from '../analysis/analysis.ts';
import type { Holder, TypeFacts } from '../analysis/object-facts.ts';
import { known } from '../units/value.ts';
import { dominantTag, largestTag, shareOfTag } from './dominance.ts';
import { isHeavyUser, keepsAllThreads } from './known-tags.ts';
import { type Pressure, pressureOf } from './pool-pressure.ts';
import { threshold } from './thresholds.ts';
import { followedHandles } from './unread-handles.ts';

/** The process that holds most objects of a type by handles, measured against all that matters. */
export interface Holding {
  readonly type: TypeFacts;
  readonly holder: Holder;
  /** Another process that holds about as many of the same objects. */
  readonly equal?: Holder;
  /** All objects of the type, the largest count of any road. */
  readonly total: number;
  /** Objects held / all objects. */
  readonly share: number;
  /** Objects held / objects that any handle leads to: many objects have no handle by design. */
  readonly shareOfHeld: number;
  /** What could not be read may be its own: then it holds nearly all, and others hold few for sure. */
  readonly mayHoldAll: boolean;
  /** Nearly all objects held have ended: no use of them is left. */
  readonly isDead: boolean;
  /** The type's tag holds enough of its pool to explain a shortage. */
  readonly explains: boolean;
  /** No tag holds more of the pool, and neither pool nor process are a mixture of many. */
  readonly leads: boolean;
  /** Share of the pool that the type's tag holds. */
  readonly poolShare: number;
  readonly pressure: Pressure;
  /** Another tag fills the same pool. */
  readonly otherTag?: { readonly text: string; readonly share: number };
  /** Many handles are this process's normal state. */
  readonly isHeavyUser: boolean;
  /** The process's table and the pages of the objects were read whole. */
  readonly isWhole: boolean;
}

/** Undefined when no process holds objects of the type. */
export function holdingOf(analysis: Analysis, type: TypeFacts): Holding | undefined {
  const [holder, equal] = rivals(type);
  if (holder === undefined) return undefined;
  const total = Math.max(known(type.objects) ?? 0, type.found, type.held, holder.objects);
  const poolShare = shareOfTag(analysis, type.tag, type.pool);
  const dominance = dominantTag(analysis, type.pool);
  const other = dominance !== undefined && dominance.row.text !== type.tag ? dominance : undefined;
  return {
    type,
    holder,
    equal,
    total,
    share: holder.objects / total,
    shareOfHeld: holder.objects / Math.max(type.held, type.withHandles, holder.objects),
    mayHoldAll: mayHoldAll(analysis, type, holder, total),
    isDead: holder.dead >= holder.objects * threshold('deadShare') && holder.objects > 0,
    explains: poolShare >= threshold('explainingShare'),
    leads: leadsPool(analysis, type, holder),
    poolShare,
    pressure: pressureOf(analysis, type.pool),
    otherTag: other && { text: other.row.text, share: other.share },
    isHeavyUser: isHeavyUser(holder.name),
    isWhole: type.complete && factsOf(analysis, holder)?.tableRead === true,
  };
}

/** Handles that a table counts and that could not be followed may lead to objects of the type. */
function mayHoldAll(analysis: Analysis, { holders }: TypeFacts, holder: Holder, total: number): boolean {
  const facts = factsOf(analysis, holder);
  if (facts === undefined) return false;
  const stated = known(facts.handles) ?? Number.POSITIVE_INFINITY;
  const others = holders.reduce((sum, one) => sum + (one === holder ? 0 : one.objects), 0);
  const most = holder.objects + Math.max(0, stated - followedHandles(facts));
  const share = threshold('sameType');
  return most >= total * share && others <= total * (1 - share);
}

/**
 * The largest tag, and more than one of many: half of the pool, several times what the next one holds,
 * or all that the process does. A server that is busy has handles of all types.
 */
function leadsPool(analysis: Analysis, type: TypeFacts, holder: Holder): boolean {
  const largest = largestTag(analysis, type.pool);
  if (largest?.row.text !== type.tag) return false;
  if (largest.share > threshold('dominantShare') || largest.times >= threshold('leadingTimes')) return true;
  const facts = factsOf(analysis, holder);
  const all = facts === undefined ? 0 : followedHandles(facts);
  return all > 0 && holder.handles >= all * threshold('sameType');
}

function factsOf({ processes }: Analysis, { process }: Holder): ProcessFacts | undefined {
  return processes.find((one) => one.address === process);
}

/** The largest holder, and one that holds nearly as much. One process is set aside that holds all by design. */
function rivals({ holders }: TypeFacts): [Holder | undefined, Holder | undefined] {
  const sorted = [...holders].sort((a, b) => b.objects - a.objects || b.handles - a.handles);
  const own = sorted.filter(({ name }) => !keepsAllThreads(name));
  const largest = own.length > 0 && own[0].objects >= (sorted[0]?.objects ?? 0) * 0.5 ? own : sorted;
  const [first, second] = largest;
  const isEqual =
    first !== undefined && second !== undefined && second.objects >= first.objects * threshold('sameType');
  return [first, isEqual ? second : undefined];
}

/** The objects are what fills a pool that is short. */
export function fillsPool({ explains, leads, pressure }: Holding): boolean {
  return explains && leads && pressure.mayBeShort;
}

/** Handles from which a process is looked at. */
function handleLimit(holding: Holding): number {
  const { isHeavyUser: heavy, isDead, explains, pressure } = holding;
  if (fillsPool(holding) || (isDead && explains && pressure.mayBeShort)) return threshold('fewHandles');
  return heavy && !isDead ? threshold('handlesOfHeavyUsers') : threshold('handlesToLookAt');
}

/** It holds nearly all objects of the type, or nearly all that have a handle, as far as could be read. */
export function holdsNearlyAll({ share, shareOfHeld, isWhole, mayHoldAll }: Holding): boolean {
  if (share < threshold('sameTypePartly')) return false;
  return Math.max(share, shareOfHeld) >= threshold('sameType') || (!isWhole && mayHoldAll);
}

/**
 * Many handles, and most of the type: nearly all of it, unless they are what fills the pool. Ended
 * objects are not measured against those in use. What runs exists without a handle: a living thread or
 * process is kept by nobody.
 */
export function isMany(holding: Holding): boolean {
  const { type, holder, isDead, share } = holding;
  const most = threshold('sameTypePartly');
  if (holder.handles < handleLimit(holding)) return false;
  if (type.dead !== undefined && !isDead) return false;
  if (isDead && holder.dead >= (type.dead ?? 0) * most) return true;
  return holdsNearlyAll(holding) || (share >= most && fillsPool(holding));
}

/** The holdings of all types, the largest first. */
export function holdings(analysis: Analysis): Holding[] {
  return analysis.types
    .map((type) => holdingOf(analysis, type))
    .filter((holding): holding is Holding => holding !== undefined)
    .sort((a, b) => b.holder.handles - a.holder.handles);
}

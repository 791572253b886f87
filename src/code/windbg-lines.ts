import { hex8 } from '../units/address.ts';
import { isPrintableTag, type PoolTag, tagText } from '../units/tag.ts';
import type { AllocationSite } from './allocation-site.ts';
import type { TagHit } from './tag-hits.ts';

/** Sites for which commands are given. */
const MAX_SITES = 4;

/**
 * Debugger commands that repeat the search by hand: find the bytes, look at the instructions, follow
 * the call, read the tag, name the module.
 */
export function windbgLines(
  tag: PoolTag,
  sites: readonly AllocationSite[],
  hits: readonly TagHit[],
): string[] {
  const lines = [searchLine(tag)];
  const shown = sites.slice(0, MAX_SITES);
  for (const site of shown) {
    lines.push(unassemble(site, hits));
    if (site.global !== undefined) lines.push(`dd ${hex8(site.global)} L1`);
    lines.push(site.slot === undefined ? `u ${hex8(site.callAt)} L1` : `ln poi(${hex8(site.slot)})`);
  }
  lines.push(`.formats ${number(tag)}`);
  for (const site of shown) lines.push(`lmva ${hex8(hitOf(site, hits)?.va ?? site.tagAt)}`);
  return lines;
}

function searchLine(tag: PoolTag): string {
  const text = tagText(tag);
  if (isPrintableTag(tag) && tag < 0x80000000 && !text.includes('"')) {
    return `!for_each_module s -a @#Base @#End "${text}"`;
  }
  const bytes = [0, 8, 16, 24].map((shift) => ((tag >>> shift) & 0xff).toString(16).padStart(2, '0'));
  return `!for_each_module s -b @#Base @#End ${bytes.join(' ')}`;
}

/** `u 9196b324-1`: from the place where the bytes were found back to where the instruction starts. */
function unassemble(site: AllocationSite, hits: readonly TagHit[]): string {
  const hit = hitOf(site, hits);
  if (hit === undefined) return `u ${hex8(site.tagAt)}`;
  return `u ${hex8(hit.va)}-${(hit.va - site.tagAt).toString(16)}`;
}

/** The hit that is the site's own operand. */
function hitOf(site: AllocationSite, hits: readonly TagHit[]): TagHit | undefined {
  if (site.tagFrom === 'global') return undefined;
  return hits.find(({ va }) => va > site.tagAt && va < site.tagAt + 12);
}

/** Hex as the debugger prints and reads it, `4B4B534Dh`. */
function number(value: number): string {
  const digits = (value >>> 0).toString(16).toUpperCase();
  return `${/^[A-F]/.test(digits) ? '0' : ''}${digits}h`;
}

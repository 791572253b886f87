import type { Rva } from '../units/address.ts';
import type { FunctionStarts } from './function-starts.ts';
import type { TraceRange } from './function-tracer.ts';
import { MAX_STRETCH } from './instruction-table.ts';
import type { ModuleCode } from './module-code.ts';

/**
 * The stretches of code to follow for `anchors` (ascending): each from a function's start to the
 * next, within pages that are present.
 */
export function traceRanges(code: ModuleCode, starts: FunctionStarts, anchors: readonly Rva[]): TraceRange[] {
  const ranges: TraceRange[] = [];
  for (let i = 0; i < anchors.length; ) {
    const bounds = boundsOf(code, starts, anchors[i]);
    const inside: Rva[] = [];
    while (i < anchors.length && (inside.length === 0 || anchors[i] < (bounds?.end ?? 0)))
      inside.push(anchors[i++]);
    if (bounds !== undefined) ranges.push({ ...bounds, anchors: inside });
  }
  return ranges;
}

/** The stretch that holds `anchor`; undefined outside code and on absent pages. */
export function boundsOf(
  code: ModuleCode,
  starts: FunctionStarts,
  anchor: Rva,
): { start: Rva; end: Rva; isFunction: boolean } | undefined {
  const section = code.rangeAt(anchor);
  if (section === undefined || !code.isPresent(anchor)) return undefined;
  const low = code.presentSince(anchor, section.start);
  const high = code.presentUntil(anchor, section.end);
  const named = starts.before(anchor);
  const start = named !== undefined && named >= low ? named : low;
  const end = Math.min(starts.after(anchor) ?? high, high);
  if (end - start <= MAX_STRETCH) return { start, end, isFunction: start === named };
  // Too long, or nothing tells where functions start: a piece of it, at a fixed place.
  const piece = start + Math.floor((anchor - start) / MAX_STRETCH) * MAX_STRETCH;
  return { start: piece, end: Math.min(piece + MAX_STRETCH, end), isFunction: piece === named };
}

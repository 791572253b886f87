import type { Kernel } from '../kernel/kernel.ts';
import type { VirtualAddress } from '../units/address.ts';
import { Structure } from './structure.ts';

/** The low bits of a fast reference are a count. */
const REFERENCE_BITS = 7;

/**
 * File object behind a section; undefined for sections of page-file memory and where a step cannot be
 * checked: the control area must point back at the segment.
 */
export function sectionFile(kernel: Kernel, section: VirtualAddress): VirtualAddress | undefined {
  const { memory, layouts } = kernel;
  const object = new Structure(memory, layouts, '_SECTION_OBJECT', section);
  // _SEGMENT starts with its control area, on every 32-bit build that has this chain.
  const segment = object.u32('Segment');
  const address = segment ? memory.u32(segment) : undefined;
  if (!segment || !address || address < kernel.systemRangeStart) return undefined;
  const area = new Structure(memory, layouts, '_CONTROL_AREA', address);
  const file = area.u32('Segment') === segment ? area.u32('FilePointer') : undefined;
  const stripped = file === undefined ? 0 : (file & ~REFERENCE_BITS) >>> 0;
  return stripped < kernel.systemRangeStart ? undefined : stripped;
}

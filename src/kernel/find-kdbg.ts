import { newPageCursor } from '../dump/physical-memory.ts';
import { KDBG_SIZE_MAX, KDBG_TAG, KDBG_TAG_OFFSET, type KdbgBlock, readKdbg } from '../formats/kdbg.ts';
import type { AddressSpace } from '../memory/address-space.ts';
import { PageState } from '../memory/page-state.ts';
import { addVa, hex8, SYSTEM_START, type VirtualAddress } from '../units/address.ts';

export interface FoundKdbg {
  readonly va: VirtualAddress;
  readonly block: KdbgBlock;
  /** `header`, or `scan` when the header's pointer led nowhere. */
  readonly source: 'header' | 'scan';
}

/** Reads the block at `va` when it is one and agrees with the header about the module list. */
export function kdbgAt(
  space: AddressSpace,
  va: VirtualAddress,
  moduleList: VirtualAddress,
): KdbgBlock | undefined {
  const block = readKdbg(space.readPartial(va, KDBG_SIZE_MAX).bytes);
  if (block === undefined) return undefined;
  return block.field('PsLoadedModuleList') === moduleList ? block : undefined;
}

/** The block the header names, or else one found by looking through the kernel's pages. */
export function findKdbg(
  space: AddressSpace,
  header: { readonly kdDebuggerDataBlock: number; readonly psLoadedModuleList: number },
  notes: string[],
): FoundKdbg | undefined {
  const named = header.kdDebuggerDataBlock;
  const block = kdbgAt(space, named, header.psLoadedModuleList);
  if (block !== undefined) return { va: named, block, source: 'header' };
  const found = scanForKdbg(space, header.psLoadedModuleList);
  const outcome =
    found === undefined ? 'none was found by scanning' : `one was found at ${hex8(found.va)} by scanning`;
  notes.push(`KdDebuggerDataBlock at offset 60h names ${hex8(named)}, where no usable block is; ${outcome}.`);
  return found;
}

/** The block lies in the kernel's data, which is where the head of the module list lies too. */
const SCAN_SPAN = 0x01000000;

function scanForKdbg(space: AddressSpace, moduleList: VirtualAddress): FoundKdbg | undefined {
  const cursor = newPageCursor();
  const start = Math.max(SYSTEM_START, (moduleList - SCAN_SPAN) & ~0xfff) >>> 0;
  const end = Math.min(0x100000000, (moduleList + SCAN_SPAN) & ~0xfff) >>> 0;
  for (let page = start; page < end; page += 0x1000) {
    if (space.page(page, cursor) > PageState.readableLimit) continue;
    for (let word = 0; word < 1024; word++) {
      if (cursor.words[cursor.index + word] !== KDBG_TAG) continue;
      const va = addVa(page, word * 4 - KDBG_TAG_OFFSET);
      const block = kdbgAt(space, va, moduleList);
      if (block !== undefined) return { va, block, source: 'scan' };
      space.page(page, cursor);
    }
  }
  return undefined;
}

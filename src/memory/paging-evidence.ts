import { newPageCursor, type PhysicalMemory } from '../dump/physical-memory.ts';
import {
  PAGE_SIZE,
  type Pfn,
  type PhysicalAddress,
  SYSTEM_START,
  type VirtualAddress,
} from '../units/address.ts';
import { AddressSpace } from './address-space.ts';
import { PageTables } from './page-tables.ts';
import { CLASSIC, ENTRY_LARGE, ENTRY_VALID, PAE, PAE_V10, type PagingMode } from './paging-mode.ts';

/** First build whose software entries have the newer form. */
const SOFTWARE_ENTRIES_MOVED = 19041;

export interface PagingEvidence {
  readonly directoryBase: PhysicalAddress;
  /** VA of the head of the loaded module list: a list that must close both ways. */
  readonly psLoadedModuleList: VirtualAddress;
  /** VA of the head of the process list, another such list. */
  readonly psActiveProcessHead: VirtualAddress;
  readonly build: number;
}

export interface SystemSpace {
  readonly space: AddressSpace;
  /** How it was decided, one line. */
  readonly how: string;
}

/**
 * Finds the mode of paging by evidence: in the right one the head of the loaded module list is a
 * list entry whose neighbours point back at it. The header's flag is not trusted. Where pages are
 * missing one neighbour of it, or of the head of the process list, must do. When the header's
 * directory leads nowhere, page directories are looked for by their map of themselves; where the heads
 * themselves are not in the dump, that map in the header's directory must do.
 */
export function findSystemSpace(physical: PhysicalMemory, evidence: PagingEvidence): SystemSpace | undefined {
  const pae = evidence.build >= SOFTWARE_ENTRIES_MOVED ? PAE_V10 : PAE;
  const spaces = [pae, CLASSIC]
    .map((mode) => spaceAt(physical, mode, evidence.directoryBase))
    .filter((space): space is AddressSpace => space !== undefined);
  const proved = spaces.find((space) => closesBothWays(space, evidence.psLoadedModuleList));
  if (proved !== undefined) {
    return { space: proved, how: `${proved.mode.name} paging: the loaded module list closes both ways` };
  }
  const likely = spaces.find((space) => hasListHead(space, evidence));
  if (likely !== undefined) {
    return { space: likely, how: `${likely.mode.name} paging: the head of a list lies where it should` };
  }
  const found = fromSelfMap(physical, pae, evidence) ?? fromSelfMap(physical, CLASSIC, evidence);
  if (found !== undefined) return found;
  const mapped = spaces.find(
    (space) => mapsItself(space, evidence.directoryBase) && lacksListHeads(space, evidence),
  );
  if (mapped === undefined) return undefined;
  return {
    space: mapped,
    how: `${mapped.mode.name} paging: the header's page directory maps itself; the pages of the list heads are not in the dump`,
  };
}

function spaceAt(
  physical: PhysicalMemory,
  mode: PagingMode,
  base: PhysicalAddress,
): AddressSpace | undefined {
  const tables = new PageTables(physical, mode);
  const top = tables.topTable(base);
  return top === undefined ? undefined : new AddressSpace(tables, top);
}

/** A list entry is believed when both neighbours point back at it. */
export function closesBothWays(space: AddressSpace, head: VirtualAddress): boolean {
  const flink = space.u32(head);
  const blink = space.u32(head + 4);
  if (!flink || !blink) return false;
  return space.u32(flink + 4) === head && space.u32(blink) === head;
}

/**
 * The head of a list that one neighbour points back at while the other, if it can be read, agrees. The
 * module list must have a place at least: without it nothing can be named.
 */
function hasListHead(
  space: AddressSpace,
  { psLoadedModuleList, psActiveProcessHead }: PagingEvidence,
): boolean {
  const isPlaced =
    psLoadedModuleList >= SYSTEM_START && space.faultAt(psLoadedModuleList)?.kind !== 'not-mapped';
  if (!isPlaced) return false;
  return [psLoadedModuleList, psActiveProcessHead].some((head) => {
    const flink = space.u32(head);
    const blink = space.u32(head + 4);
    if (!flink || !blink || flink === head) return false;
    const back = [space.u32(flink + 4), space.u32(blink)].filter((word) => word !== undefined);
    return back.length > 0 && back.every((word) => word === head);
  });
}

/** Looks through all pages for a directory that maps itself where Windows keeps its page tables. */
function fromSelfMap(
  physical: PhysicalMemory,
  mode: PagingMode,
  evidence: PagingEvidence,
): SystemSpace | undefined {
  const tables = new PageTables(physical, mode);
  const cursor = newPageCursor();
  for (const run of physical.pages.runs()) {
    for (let pfn = run.basePage; pfn < run.basePage + run.pageCount; pfn++) {
      if (!physical.page(pfn, cursor)) {
        // Everything that follows would lie still further on in the file.
        if (physical.isBeyondFile(pfn)) return undefined;
        continue;
      }
      const top = selfMapTop(mode, cursor.words, cursor.index, pfn);
      if (top === undefined) continue;
      const space = new AddressSpace(tables, top);
      if (closesBothWays(space, evidence.psLoadedModuleList) || hasListHead(space, evidence)) {
        return {
          space,
          how: `${mode.name} paging: page directory found by its map of itself, the header's was of no use`,
        };
      }
    }
  }
  return undefined;
}

/** The top table that a self-mapping directory implies, or undefined when the page is none. */
function selfMapTop(mode: PagingMode, words: Uint32Array, index: number, pfn: Pfn): Uint32Array | undefined {
  if (mode.entryWords === 1) {
    const self = words[index + 0x300];
    return isTable(self) && self >>> 12 === pfn ? words.slice(index, index + 1024) : undefined;
  }
  // The fourth directory maps C0000000 on; its first four entries are the four directories.
  const top = new Uint32Array(8);
  for (let i = 0; i < 4; i++) {
    top[i * 2] = words[index + i * 2];
    top[i * 2 + 1] = words[index + i * 2 + 1];
    if (!isTable(top[i * 2])) return undefined;
  }
  return frameAt(top, 3, mode) === pfn ? top : undefined;
}

/** The directories of a top table are those that the directory itself maps. */
function mapsItself({ mode, tables }: AddressSpace, base: PhysicalAddress): boolean {
  const top = tables.topTable(base);
  if (top === undefined) return false;
  const isFlat = mode.entryWords === 1;
  const directory = isFlat ? Math.floor(base / PAGE_SIZE) : frameAt(top, 3, mode);
  const words = tables.table(directory);
  const mapped = words && selfMapTop(mode, words, 0, directory);
  if (mapped === undefined) return false;
  return isFlat || [0, 1, 2].every((i) => frameAt(mapped, i, mode) === frameAt(top, i, mode));
}

/** Frame that an entry of two words names. */
function frameAt(words: Uint32Array, index: number, mode: PagingMode): Pfn {
  return (words[index * 2] >>> 12) + (words[index * 2 + 1] & mode.frameHighMask) * 0x100000;
}

/** The list heads have a place, but their pages were left out of the dump. */
function lacksListHeads(space: AddressSpace, evidence: PagingEvidence): boolean {
  const { psLoadedModuleList, psActiveProcessHead } = evidence;
  return [psLoadedModuleList, psActiveProcessHead].every(
    (head) => head >= SYSTEM_START && space.faultAt(head)?.kind === 'not-in-dump',
  );
}

function isTable(low: number): boolean {
  return (low & ENTRY_VALID) !== 0 && (low & ENTRY_LARGE) === 0;
}

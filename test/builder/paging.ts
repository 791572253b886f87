/** The two 32-bit paging forms as numbers, and the entries Windows 7 writes in them. */

export interface Entry {
  lo: number;
  hi: number;
}

export interface PagingMode {
  readonly pae: boolean;
  readonly entryBytes: 4 | 8;
  /** Entries in one table; log2 of the bytes that one directory entry covers. */
  readonly entries: number;
  readonly pdeShift: number;
  /** Pages of page directory per process. */
  readonly directories: number;
  /** Software entries keep the paging file's number in bits 12 to 15, and bit 4 says they are not scrambled. */
  readonly newSoftware?: boolean;
}

export const PAE: PagingMode = { pae: true, entryBytes: 8, entries: 512, pdeShift: 21, directories: 4 };
/** Windows 10 2004. */
export const PAE_19041: PagingMode = { ...PAE, newSoftware: true };
export const CLASSIC: PagingMode = {
  pae: false,
  entryBytes: 4,
  entries: 1024,
  pdeShift: 22,
  directories: 1,
};

const NO_EXECUTE = 0x80000000;
const PROTECT_READWRITE = 4;
const NOT_SCRAMBLED = 0x10;

/** Access bits of a valid entry, without the frame. */
export const RIGHTS = {
  kernelData: { lo: 0x963, hi: NO_EXECUTE },
  kernelCode: { lo: 0x121, hi: 0 },
  kernelTable: { lo: 0x063, hi: 0 },
  userData: { lo: 0x867, hi: NO_EXECUTE },
  userCode: { lo: 0x025, hi: 0 },
  userTable: { lo: 0x067, hi: 0 },
} as const;
export type Rights = keyof typeof RIGHTS;

export function validEntry(pfn: number, rights: Rights): Entry {
  const bits = RIGHTS[rights];
  return { lo: (((pfn & 0xfffff) << 12) | bits.lo) >>> 0, hi: ((pfn >>> 20) | bits.hi) >>> 0 };
}

/** A directory entry for a 2 MB (PAE) or 4 MB (classic) page. */
export function largeEntry(pfn: number): Entry {
  return { lo: (((pfn & 0xfffff) << 12) | 0x9e3) >>> 0, hi: pfn >>> 20 };
}

export function pdptEntry(pfn: number): Entry {
  return { lo: (((pfn & 0xfffff) << 12) | 1) >>> 0, hi: pfn >>> 20 };
}

export const DEMAND_ZERO: Entry = { lo: PROTECT_READWRITE << 5, hi: 0 };

/** The page is in RAM, on the standby or modified list. */
export function transitionEntry(pfn: number): Entry {
  return {
    lo: (((pfn & 0xfffff) << 12) | 0x800 | (PROTECT_READWRITE << 5)) >>> 0,
    hi: pfn >>> 20,
  };
}

/** The page is in paging file `file` at page `index`. */
export function pageFileEntry(mode: PagingMode, file: number, index: number): Entry {
  const place = mode.newSoftware ? (file << 12) | NOT_SCRAMBLED : file << 1;
  const lo = place | (PROTECT_READWRITE << 5);
  return mode.pae ? { lo, hi: index } : { lo: (lo | (index << 12)) >>> 0, hi: 0 };
}

/** PAE: points at a prototype PTE. 0xffffffff means 'ask the VAD'. */
export function prototypeEntry(mode: PagingMode, address: number): Entry {
  const rest = mode.newSoftware ? NOT_SCRAMBLED | (PROTECT_READWRITE << 5) : PROTECT_READWRITE << 11;
  return { lo: 0x400 | rest, hi: address >>> 0 };
}

/** PAE, only in a prototype PTE: a page of a mapped file that is not in RAM. */
export function subsectionEntry(mode: PagingMode, subsection: number): Entry {
  const scramble = mode.newSoftware ? NOT_SCRAMBLED : 0;
  return { lo: 0x400 | scramble | (PROTECT_READWRITE << 5), hi: subsection >>> 0 };
}

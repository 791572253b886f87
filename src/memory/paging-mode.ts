import {
  ClassicHardware,
  ClassicSoftware,
  PaeHardware,
  PaeSoftware,
  PaeSoftwareV10,
} from '../formats/generated/page-table-entries.layout.ts';

/** One level of page tables. */
export interface PagingLevel {
  /** Intel's name: PDPT, PD or PT. */
  readonly name: 'PDPT' | 'PD' | 'PT';
  /** Lowest bit of the virtual address that indexes this level. */
  readonly shift: number;
  readonly entries: number;
  /** Bit 7 of an entry ends the walk here with a large page. */
  readonly large: boolean;
}

interface BitField {
  readonly shift: number;
  readonly bits: number;
}

/** Paging as data: one loop walks any mode. */
export interface PagingMode {
  readonly name: 'PAE' | 'classic';
  /** Words in one entry: 2 with PAE, 1 without. */
  readonly entryWords: 1 | 2;
  readonly levels: readonly PagingLevel[];
  /** Alignment of the top table in physical memory, bytes. */
  readonly topAlignment: number;
  /** Bits of the second entry word that belong to the frame number. */
  readonly frameHighMask: number;
  /** Where a software entry keeps the number of its page file (first word). */
  readonly pageFileLow: BitField;
  /** Base of the window through which Windows maps its own page tables. */
  readonly selfMap: number;
}

/** Bits that hold in both modes and all builds, in the first word of an entry. */
export const ENTRY_VALID = 1 << PaeHardware.valid.shift;
export const ENTRY_LARGE = 1 << PaeHardware.largePage.shift;
export const ENTRY_PROTOTYPE = 1 << PaeSoftware.prototype.shift;
export const ENTRY_TRANSITION = 1 << PaeSoftware.transition.shift;

/** Windows uses 26 bits of frame: 20 in the first word and six in the second. */
const PAE_FRAME_HIGH_MASK = 0x3f;

const PAE_LEVELS: readonly PagingLevel[] = [
  { name: 'PDPT', shift: 30, entries: 4, large: false },
  { name: 'PD', shift: 21, entries: 512, large: true },
  { name: 'PT', shift: PaeHardware.pageFrameLow.shift, entries: 512, large: false },
];

export const PAE: PagingMode = {
  name: 'PAE',
  entryWords: 2,
  levels: PAE_LEVELS,
  topAlignment: 32,
  frameHighMask: PAE_FRAME_HIGH_MASK,
  pageFileLow: PaeSoftware.pageFileLow,
  selfMap: 0xc0000000,
};

/** Windows 10 2004 moved the page file number; everything else is as before. */
export const PAE_V10: PagingMode = { ...PAE, pageFileLow: PaeSoftwareV10.pageFileLow };

export const CLASSIC: PagingMode = {
  name: 'classic',
  entryWords: 1,
  levels: [
    { name: 'PD', shift: 22, entries: 1024, large: true },
    { name: 'PT', shift: ClassicHardware.pageFrame.shift, entries: 1024, large: false },
  ],
  topAlignment: 4096,
  frameHighMask: 0,
  pageFileLow: ClassicSoftware.pageFileLow,
  selfMap: 0xc0000000,
};

import type { Kernel } from '../kernel/kernel.ts';
import { hex8, SYSTEM_START } from '../units/address.ts';
import { known, type Source } from '../units/value.ts';
import { SYSTEM_PAGES, systemPage } from './covered-pages.ts';

/** What is known beforehand of a page of system space; those that name a pool are its PoolKind plus one. */
export const Claim = {
  /** Nothing: its contents decide. */
  none: 0,
  nonpaged: 1,
  paged: 2,
  special: 3,
  session: 4,
  notPool: 5,
} as const;
export type Claim = (typeof Claim)[keyof typeof Claim];

/** Values of _MI_SYSTEM_VA_TYPE; Windows 8 and later added more at the end. */
const VA_TYPE_CLAIMS: Readonly<Record<number, Claim>> = {
  1: Claim.session,
  3: Claim.none,
  5: Claim.nonpaged,
  6: Claim.paged,
  7: Claim.special,
  13: Claim.special,
};
const BOOT_LOADED = 3;
const NONPAGED_POOL = 5;
const LAST_VA_TYPE = 20;
/** Prototype entries, as paged pool, from Windows 8.1 on. */
const PAGED_PROTOTYPES = 14;
const VISTA = 6000;
const WINDOWS_81 = 9600;

export interface PageClaims {
  /** A Claim for each system page. */
  readonly claims: Uint8Array;
  /** Where they came from; `scan` when contents decide everywhere. */
  readonly source: Source;
  readonly notes: readonly string[];
}

/** Which pages of system space are whose, as far as the kernel says. */
export function pageClaims(kernel: Kernel): PageClaims {
  const notes: string[] = [];
  const byType = vaTypeClaims(kernel, notes);
  if (byType !== undefined) return { claims: byType, source: 'symbol', notes };
  const claims = new Uint8Array(SYSTEM_PAGES);
  claims.fill(Claim.notPool, 0, systemPage(kernelStart(kernel)));
  const ranged = kernel.build < VISTA && fixedRanges(kernel, claims);
  claimPageTables(kernel, claims);
  return { claims, source: ranged ? 'kdbg' : 'scan', notes };
}

/** First system address, held to what 32-bit Windows can have. */
export function kernelStart(kernel: Kernel): number {
  return Math.max(SYSTEM_START, (kernel.systemRangeStart & ~0x1fffff) >>> 0);
}

/** XP and 2003 keep each pool in fixed ranges. KDBG names the paged one; the others need symbols. */
function fixedRanges(kernel: Kernel, claims: Uint8Array): boolean {
  claimRange(kernel, claims, Claim.nonpaged, 'MmNonPagedPoolStart', 'MmNonPagedPoolEnd0');
  claimRange(kernel, claims, Claim.nonpaged, 'MmNonPagedPoolExpansionStart', 'MmNonPagedPoolEnd');
  return claimRange(kernel, claims, Claim.paged, 'MmPagedPoolStart', 'MmPagedPoolEnd');
}

function claimRange(kernel: Kernel, claims: Uint8Array, claim: Claim, from: string, to: string): boolean {
  const start = known(kernel.globals.u32(from)) ?? 0;
  const end = known(kernel.globals.u32(to)) ?? 0;
  if (start < SYSTEM_START || end <= start) return false;
  // Some ends are the last byte, some the first byte after it.
  claims.fill(claim, systemPage(start), systemPage(end - 1) + 1);
  return true;
}

/** Windows maps the page tables themselves at a fixed place. */
function claimPageTables(kernel: Kernel, claims: Uint8Array): void {
  const { selfMap, entryWords } = kernel.memory.mode;
  const first = systemPage(selfMap);
  claims.fill(Claim.notPool, first, first + 0x400 * entryWords);
}

/** MiSystemVaType: a byte for each span of one page directory entry. Undefined without its symbol. */
function vaTypeClaims(kernel: Kernel, notes: string[]): Uint8Array | undefined {
  const at = kernel.globals.address('MiSystemVaType');
  if ('absent' in at || kernel.build < VISTA) return undefined;
  const start = kernelStart(kernel);
  const spanPages = 0x400 / kernel.memory.mode.entryWords;
  const count = Math.floor((0x100000 - (start >>> 12)) / spanPages);
  const types = kernel.memory.readMaybe(at.value, count);
  if (types === undefined) return undefined;
  const typeOf = (va: number) => types[Math.floor((va - start) / (spanPages * 0x1000))];
  const pool = known(kernel.globals.u32('MmNonPagedPoolStart'));
  const wrong =
    types.some((type) => type > LAST_VA_TYPE) ||
    typeOf(kernel.base) !== BOOT_LOADED ||
    (pool !== undefined && pool >= start && ![BOOT_LOADED, NONPAGED_POOL].includes(typeOf(pool)));
  if (wrong) {
    notes.push(`MiSystemVaType at ${hex8(at.value)} disagrees with the dump; page contents decide instead`);
    return undefined;
  }
  const claims = new Uint8Array(SYSTEM_PAGES).fill(Claim.notPool);
  types.forEach((type, i) => {
    const first = systemPage(start) + i * spanPages;
    const paged = type === PAGED_PROTOTYPES && kernel.build >= WINDOWS_81;
    claims.fill(paged ? Claim.paged : (VA_TYPE_CLAIMS[type] ?? Claim.notPool), first, first + spanPages);
  });
  return claims;
}

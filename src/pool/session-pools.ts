import type { Kernel } from '../kernel/kernel.ts';
import type { AddressSpace } from '../memory/address-space.ts';
import { readProcesses } from '../objects/processes.ts';
import { type MemorySession, readSessions } from '../objects/sessions.ts';
import { Structure } from '../objects/structure.ts';
import { SYSTEM_START, type VirtualAddress } from '../units/address.ts';
import { absent, type Value } from '../units/value.ts';
import { type BigPageTable, readBigPageTable } from './big-pages.ts';
import { SYSTEM_PAGES, systemPage } from './covered-pages.ts';
import { Claim, type PageClaims } from './page-claims.ts';
import { UNIT_SIZE } from './pool-sweep.ts';

/** More logon sessions than this are not looked at. */
const MAX_SESSIONS = 64;
/** One after the last system address. */
export const SYSTEM_END = 2 ** 32;

/** A logon session whose pool can be seen, through a process that lives in it. */
export interface PoolSession {
  readonly id: number;
  /** _MM_SESSION_SPACE. */
  readonly address: VirtualAddress;
  readonly space: AddressSpace;
  readonly bigPages: BigPageTable;
}

/** Sessions of the processes in the dump, in ascending order of their ids. */
export function poolSessions(kernel: Kernel): PoolSession[] {
  const sessions: PoolSession[] = [];
  for (const session of readSessions(kernel, readProcesses(kernel).processes).slice(0, MAX_SESSIONS)) {
    const space = spaceOf(kernel, session);
    if (space === undefined) continue;
    const bigPages = sessionBigPages(kernel, space, session.address);
    sessions.push({ id: session.id, address: session.address, space, bigPages });
  }
  return sessions;
}

function spaceOf(kernel: Kernel, session: MemorySession): AddressSpace | undefined {
  for (const process of session.processes) {
    const space = kernel.space(process.directoryBase);
    if (space !== undefined) return space;
  }
  return undefined;
}

function sessionBigPages(kernel: Kernel, space: AddressSpace, address: VirtualAddress): BigPageTable {
  const structure = new Structure(space, kernel.layouts, '_MM_SESSION_SPACE', address);
  const inStructure = structure.has('PoolTrackBigPages');
  const read = (field: string, symbol: string): Value<number> => {
    const value = inStructure ? structure.value(field) : kernel.globals.u32(symbol);
    return 'value' in value && value.value === 0 ? absent('not-mapped', `${field} is empty`) : value;
  };
  return readBigPageTable(
    kernel,
    space,
    read('PoolTrackBigPages', 'ExpSessionPoolBigPageTable'),
    read('PoolTrackBigPagesSize', 'ExpSessionPoolBigPageTableSize'),
  );
}

/**
 * Which pages may be session pool: those the kernel calls session space or, without that, those
 * that the system's own page tables do not have. Where such a table is missing from the dump its pages
 * may be the system's.
 */
export function sessionClaims(kernel: Kernel, { claims, source }: PageClaims): Uint8Array {
  const session = new Uint8Array(SYSTEM_PAGES).fill(Claim.notPool);
  if (source === 'symbol') {
    for (let page = 0; page < SYSTEM_PAGES; page++) {
      if (claims[page] === Claim.session) session[page] = Claim.none;
    }
    return session;
  }
  for (let unit = SYSTEM_START; unit < SYSTEM_END; unit += UNIT_SIZE) {
    const first = systemPage(unit);
    if (claims[first] !== Claim.notPool && kernel.memory.isUnused(unit, unit + UNIT_SIZE)) {
      session.fill(Claim.none, first, first + UNIT_SIZE / 0x1000);
    }
  }
  return session;
}

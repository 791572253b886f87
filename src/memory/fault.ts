import { hex, hex8, type Pfn, type VirtualAddress } from '../units/address.ts';
import type { AbsenceReason } from '../units/value.ts';

/**
 * Why a virtual address has no bytes. The page tables say no (`not-mapped`, `paged-out`,
 * `demand-zero`, `prototype`), or the dump does not hold the page (`not-in-dump`).
 */
export type Fault =
  | {
      readonly kind: 'not-mapped';
      readonly va: VirtualAddress;
      readonly level: string;
      readonly entryAt?: number;
    }
  | {
      readonly kind: 'paged-out';
      readonly va: VirtualAddress;
      readonly level: string;
      readonly file: number;
      readonly page: number;
    }
  | { readonly kind: 'demand-zero'; readonly va: VirtualAddress; readonly level: string }
  | {
      readonly kind: 'prototype';
      readonly va: VirtualAddress;
      readonly at: VirtualAddress;
      readonly why: string;
    }
  | { readonly kind: 'not-in-dump'; readonly va: VirtualAddress; readonly level: string; readonly pfn: Pfn }
  | { readonly kind: 'bad-entry'; readonly va: VirtualAddress; readonly level: string; readonly why: string };

/** One line for a person. */
export function describeFault(fault: Fault): string {
  const where = hex8(fault.va);
  switch (fault.kind) {
    case 'not-mapped':
      return `${where} is not mapped (${fault.level} entry is zero or invalid)`;
    case 'paged-out':
      return `${where} is paged out (${fault.level} entry points to page file ${fault.file}, page ${hex(fault.page)})`;
    case 'demand-zero':
      return `${where} is demand-zero (${fault.level} entry: never touched, no page in memory)`;
    case 'prototype':
      return `${where} is mapped by the prototype entry at ${hex8(fault.at)}: ${fault.why}`;
    case 'not-in-dump':
      return `${where} lies in page frame ${hex(fault.pfn)} (${fault.level}), which is not in this dump`;
    case 'bad-entry':
      return `${where} has a damaged ${fault.level} entry: ${fault.why}`;
  }
}

/** The typed absence that a fault becomes in a result. */
export function absenceOf(fault: Fault): AbsenceReason {
  switch (fault.kind) {
    case 'paged-out':
    case 'demand-zero':
    case 'prototype':
      return 'paged-out';
    case 'not-in-dump':
      return 'not-in-dump';
    case 'not-mapped':
      return 'not-mapped';
    case 'bad-entry':
      return 'unreadable';
  }
}

/** Thrown by exact reads. `read` bytes were available before `fault`. */
export class MemoryFaultError extends Error {
  constructor(
    readonly fault: Fault,
    readonly wanted: number,
    readonly read: number,
  ) {
    super(`${describeFault(fault)}; ${read} of ${wanted} bytes were readable`);
    this.name = 'MemoryFaultError';
  }
}

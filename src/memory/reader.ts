import type { VirtualAddress } from '../units/address.ts';
import type { Fault } from './fault.ts';

/** What a read that may stop short brought back. */
export interface PartialRead {
  /** The bytes from the start of the range up to the first unreadable one; at most the length asked for. */
  readonly bytes: Uint8Array;
  /** Why it stopped short; absent when everything was read. */
  readonly fault?: Fault;
}

/**
 * Reads of one virtual address space. Three contracts, named: exact throws, partial says how much,
 * maybe answers undefined. Nothing above this interface sees a page-table entry.
 */
export interface MemoryReader {
  /** Exactly `length` bytes (at most 256 MiB). Throws `MemoryFaultError` with what was missing. */
  readExact(va: VirtualAddress, length: number): Uint8Array;
  /** As many bytes as can be read from `va` on. */
  readPartial(va: VirtualAddress, length: number): PartialRead;
  /** Exactly `length` bytes or undefined. */
  readMaybe(va: VirtualAddress, length: number): Uint8Array | undefined;
  /** Little-endian unsigned values; undefined when any byte is unreadable. */
  u8(va: VirtualAddress): number | undefined;
  u16(va: VirtualAddress): number | undefined;
  u32(va: VirtualAddress): number | undefined;
  /**
   * The first address from `va` on, and below `end`, that can be read or that may be worth trying;
   * `end` when there is none. Skips what has no page tables in one step, so searches cross empty
   * space quickly. Readers that cannot tell leave it out.
   */
  nextReadable?(va: VirtualAddress, end: number): number;
  /** Why `va` cannot be read, or undefined when it can. */
  faultAt(va: VirtualAddress): Fault | undefined;
}

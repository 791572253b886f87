import { type KdbgBlock, kdbgVariables } from '../formats/kdbg.ts';
import type { MemoryReader } from '../memory/reader.ts';
import type { SymbolTable } from '../symbols/symbol-table.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';
import { type Absent, absent, present, type Source, type Value } from '../units/value.ts';
import { absentAt } from './strings.ts';

/** A variable that lies at a fixed distance from one that KDBG names. */
interface NeighbourRule {
  readonly name: string;
  readonly of: string;
  /** Bytes from the named variable; negative lies below it. */
  readonly distance: number;
  readonly builds: readonly number[];
}

const WINDOWS_7 = [7600, 7601];
const XP = [2600];

/**
 * Only distances that two independent sources agree on (Volatility 2 and the symbols of a Windows 7
 * kernel; for XP the symbols of the SP3 PAE kernel). What is merely likely is not here.
 */
const NEIGHBOURS: readonly NeighbourRule[] = [
  { name: 'PoolTrackTableSize', of: 'PoolTrackTable', distance: -4, builds: [...WINDOWS_7, ...XP] },
  { name: 'PoolBigPageTable', of: 'PoolTrackTable', distance: -0x14, builds: WINDOWS_7 },
  { name: 'PoolBigPageTableSize', of: 'PoolTrackTable', distance: -0x18, builds: WINDOWS_7 },
  { name: 'PoolBigPageTable', of: 'PoolTrackTable', distance: -0xc, builds: XP },
  { name: 'PoolBigPageTableSize', of: 'PoolTrackTable', distance: -0x10, builds: XP },
  { name: 'ExPoolFailures', of: 'PoolTrackTable', distance: -0x18, builds: XP },
];

export interface GlobalsInput {
  readonly memory: MemoryReader;
  readonly build: number;
  readonly base: VirtualAddress;
  readonly kdbg?: KdbgBlock;
  readonly symbols?: SymbolTable;
  /** The symbols are not those of this kernel; the user forced them. */
  readonly forced?: boolean;
}

/**
 * Kernel variables by name, each with its source: KDBG first, then symbols, then a neighbour rule.
 * Forced symbols come last.
 */
export class Globals {
  constructor(private readonly input: GlobalsInput) {}

  /** Address of a variable of the kernel. */
  address(name: string): Value<VirtualAddress> {
    return (
      this.fromKdbg(name) ??
      (this.input.forced === true ? undefined : this.fromSymbols(name)) ??
      this.fromNeighbour(name) ??
      (this.input.forced === true ? this.fromSymbols(name) : undefined) ??
      this.unknown(name)
    );
  }

  /** Value of a 32-bit variable. */
  u32(name: string): Value<number> {
    const address = this.address(name);
    return 'absent' in address ? address : this.u32At(address.value, address.source);
  }

  /** Address as symbols give it, KDBG left aside: for cross-checks. */
  fromSymbols(name: string): Value<VirtualAddress> | undefined {
    const symbol = this.input.symbols?.lookup(name);
    const source = this.input.forced === true ? 'forced-symbol' : 'symbol';
    return symbol === undefined ? undefined : present(addVa(this.input.base, symbol.rva), source);
  }

  /** Address as KDBG gives it; undefined when the block has no such field or it is empty. */
  fromKdbg(name: string): Value<VirtualAddress> | undefined {
    const value = kdbgVariables().has(name) ? this.input.kdbg?.field(name) : undefined;
    return value ? present(value, 'kdbg') : undefined;
  }

  private fromNeighbour(name: string): Value<VirtualAddress> | undefined {
    const rule = NEIGHBOURS.find((one) => one.name === name && one.builds.includes(this.input.build));
    const of = rule && this.fromKdbg(rule.of);
    if (rule === undefined || of === undefined || 'absent' in of) return undefined;
    return present(addVa(of.value, rule.distance), 'neighbour');
  }

  private u32At(va: VirtualAddress, source: Source): Value<number> {
    const value = this.input.memory.u32(va);
    return value === undefined ? absentAt(this.input.memory, va) : present(value, source);
  }

  private unknown(name: string): Absent {
    return absent(
      'no-symbol',
      this.input.symbols === undefined ? `nt!${name}` : `nt!${name}, which the symbols of nt do not have`,
    );
  }
}

import type { VirtualAddress } from '../units/address.ts';

/** Numbers fit 16 bits; what comes after has none. */
const MAX_NUMBERS = 0xffff;

/** Gives each process a small number, from 1 on in order of first sight, for use in columns. */
export class ProcessNumbers {
  private readonly numbers = new Map<VirtualAddress, number>();
  private lastAddress = 0;
  private lastNumber = 0;

  /** Addresses in order of their numbers, that of number 1 first. */
  get addresses(): readonly VirtualAddress[] {
    return [...this.numbers.keys()];
  }

  /** The number of a process, 0 when it has none and there are too many. Threads of one process often follow each other. */
  numberOf(address: VirtualAddress): number {
    if (address === this.lastAddress) return this.lastNumber;
    let number = this.numbers.get(address);
    if (number === undefined) {
      number = this.numbers.size < MAX_NUMBERS ? this.numbers.size + 1 : 0;
      if (number !== 0) this.numbers.set(address, number);
    }
    this.lastAddress = address;
    this.lastNumber = number;
    return number;
  }
}

import type { Halves } from '../formats/dump-header.ts';
import { absentAt, readAnsi, readUnicodeString } from '../kernel/strings.ts';
import type { MemoryReader } from '../memory/reader.ts';
import { LayoutError, type Layouts } from '../symbols/layouts.ts';
import { addVa, hex8, type VirtualAddress } from '../units/address.ts';
import { type Absent, absent, present, type Value } from '../units/value.ts';

/**
 * One structure in memory, read field by field by the layouts in use. A field that the build does
 * not have, and a field whose page cannot be read, both answer undefined; `value` tells them apart.
 */
export class Structure {
  constructor(
    readonly memory: MemoryReader,
    readonly layouts: Layouts,
    readonly name: string,
    readonly address: VirtualAddress,
  ) {}

  /** The build has the field. */
  has(field: string): boolean {
    return this.layouts.struct(this.name)?.fields.has(field) ?? false;
  }

  /** Address of a field; throws LayoutError when the build has none. */
  at(field: string): VirtualAddress {
    const found = this.layouts.struct(this.name)?.fields.get(field);
    if (found === undefined) throw new LayoutError(this.name, field, this.layouts.description);
    return addVa(this.address, found.offset);
  }

  u32(field: string): number | undefined {
    return this.has(field) ? this.memory.u32(this.at(field)) : undefined;
  }

  u16(field: string): number | undefined {
    return this.has(field) ? this.memory.u16(this.at(field)) : undefined;
  }

  u8(field: string): number | undefined {
    return this.has(field) ? this.memory.u8(this.at(field)) : undefined;
  }

  s8(field: string): number | undefined {
    const byte = this.u8(field);
    return byte === undefined ? undefined : (byte << 24) >> 24;
  }

  /** A bit field, or a whole word where the layout gives no bits; undefined when absent. */
  bits(field: string): number | undefined {
    const found = this.layouts.struct(this.name)?.fields.get(field);
    if (found === undefined) return undefined;
    if (found.bits === undefined) return this.u8(field);
    const word = this.memory.u32(addVa(this.address, found.offset));
    const { start, count } = found.bits;
    return word === undefined ? undefined : (word >>> start) & (2 ** count - 1);
  }

  time(field: string): Halves | undefined {
    if (!this.has(field)) return undefined;
    const low = this.memory.u32(this.at(field));
    const high = this.memory.u32(addVa(this.at(field), 4));
    return low === undefined || high === undefined ? undefined : { low, high };
  }

  /** The word at a field, or why it is not there. */
  value(field: string): Value<number> {
    const word = this.u32(field);
    return word === undefined ? this.why(field) : present(word, 'layout');
  }

  unicode(field: string): Value<string> {
    return this.has(field) ? readUnicodeString(this.memory, this.at(field)) : this.why(field);
  }

  ansi(field: string, length: number): string | undefined {
    return this.has(field) ? readAnsi(this.memory, this.at(field), length) : undefined;
  }

  /** The structure that lies inside this one at `field`. */
  inner(field: string, struct: string): Structure {
    return new Structure(this.memory, this.layouts, struct, this.at(field));
  }

  /** Why a field has no value. */
  why(field: string): Absent {
    return this.has(field)
      ? absentAt(this.memory, this.at(field))
      : absent(
          'unsupported',
          `${this.layouts.description} has no ${this.name}.${field} (${hex8(this.address)})`,
        );
  }
}

import { FpoData, FrameData } from './generated/pdb-frame-data.layout.ts';
import { cString } from './zero-terminated.ts';

/** One row of the old frame data (FPO_DATA). Sizes in bytes. */
export interface FpoRecord {
  readonly rva: number;
  readonly codeSize: number;
  readonly localBytes: number;
  readonly parameterBytes: number;
  readonly prologBytes: number;
  readonly savedRegisters: number;
  readonly hasSeh: boolean;
  readonly usesBp: boolean;
  readonly frame: 'fpo' | 'trap' | 'tss' | 'non-fpo';
}

/** One row of the new frame data (FRAMEDATA). Sizes in bytes. */
export interface FrameRecord {
  readonly rva: number;
  readonly codeSize: number;
  readonly localBytes: number;
  readonly parameterBytes: number;
  readonly maxStackBytes: number;
  readonly prologBytes: number;
  readonly savedRegisterBytes: number;
  readonly hasSeh: boolean;
  readonly hasEh: boolean;
  readonly isFunctionStart: boolean;
  /** Postfix program, such as `$T0 $ebp = $eip $T0 4 + ^ =`; empty when the file has none. */
  readonly program: string;
}

const FRAME_KINDS = ['fpo', 'trap', 'tss', 'non-fpo'] as const;

/** Rows of either frame stream, searched by address. */
class AddressedRows {
  protected readonly view: DataView;
  private readonly order: Uint32Array;

  constructor(
    bytes: Uint8Array,
    private readonly rowSize: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const count = Math.floor(bytes.length / rowSize);
    this.order = new Uint32Array(count);
    let sorted = true;
    for (let i = 0; i < count; i++) {
      this.order[i] = i;
      if (i > 0 && this.rva(i - 1) > this.rva(i)) sorted = false;
    }
    if (!sorted) this.order.sort((a, b) => this.rva(a) - this.rva(b) || a - b);
  }

  get count(): number {
    return this.order.length;
  }

  /** Byte offset of the innermost row that covers `rva`, or undefined. */
  protected find(rva: number): number | undefined {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.rva(this.order[middle]) <= rva) low = middle + 1;
      else high = middle;
    }
    // Blocks of one function overlap, so a row further back may reach over nearer ones.
    for (let i = low - 1; i >= 0 && i >= low - MAX_BLOCKS; i--) {
      const row = this.order[i];
      if (rva - this.rva(row) < this.view.getUint32(row * this.rowSize + FpoData.lenCode.offset, true))
        return row * this.rowSize;
    }
    return undefined;
  }

  /** Both kinds of row start with the address and the code size. */
  private rva(row: number): number {
    return this.view.getUint32(row * this.rowSize, true);
  }
}

/** How many rows back a covering block is looked for. */
const MAX_BLOCKS = 64;

export class FpoTable extends AddressedRows {
  constructor(bytes: Uint8Array) {
    super(bytes, FpoData.size);
  }

  at(rva: number): FpoRecord | undefined {
    const at = this.find(rva);
    if (at === undefined) return undefined;
    const word = (offset: number) => this.view.getUint32(at + offset, true);
    const flags = word(FpoData.lenProlog.offset);
    const bits = ({ shift, bits }: { shift: number; bits: number }) => (flags >>> shift) & (2 ** bits - 1);
    return {
      rva: word(FpoData.rva.offset),
      codeSize: word(FpoData.lenCode.offset),
      localBytes: 4 * word(FpoData.numLocalDwords.offset),
      parameterBytes: 4 * this.view.getUint16(at + FpoData.numParameterDwords.offset, true),
      prologBytes: bits(FpoData.lenProlog),
      savedRegisters: bits(FpoData.numSavedRegisters),
      hasSeh: bits(FpoData.hasSeh) !== 0,
      usesBp: bits(FpoData.usesBp) !== 0,
      frame: FRAME_KINDS[bits(FpoData.frameKind)],
    };
  }
}

export class FrameTable extends AddressedRows {
  constructor(
    bytes: Uint8Array,
    /** Characters of the `/names` stream. */
    private readonly strings: Uint8Array,
  ) {
    super(bytes, FrameData.size);
  }

  at(rva: number): FrameRecord | undefined {
    const at = this.find(rva);
    if (at === undefined) return undefined;
    const word = (offset: number) => this.view.getUint32(at + offset, true);
    const flag = ({ shift }: { shift: number }) => ((word(FrameData.hasSeh.offset) >>> shift) & 1) !== 0;
    const program = word(FrameData.ofsProgram.offset);
    return {
      rva: word(FrameData.rva.offset),
      codeSize: word(FrameData.lenCode.offset),
      localBytes: word(FrameData.lenLocals.offset),
      parameterBytes: word(FrameData.lenParameters.offset),
      maxStackBytes: word(FrameData.lenMaxStack.offset),
      prologBytes: this.view.getUint16(at + FrameData.lenProlog.offset, true),
      savedRegisterBytes: this.view.getUint16(at + FrameData.lenSavedRegisters.offset, true),
      hasSeh: flag(FrameData.hasSeh),
      hasEh: flag(FrameData.hasEh),
      isFunctionStart: flag(FrameData.isFunctionStart),
      program: cString(this.strings, program, this.strings.length),
    };
  }
}

import { createRequire } from 'node:module';
import type * as Iced from 'iced-x86';
import type { VirtualAddress } from '../units/address.ts';

let loaded: typeof Iced | undefined;

/** The decoder library; its WebAssembly takes some 25 ms to load, so only the first use pays. */
export function iced(): typeof Iced {
  loaded ??= createRequire(import.meta.url)('iced-x86') as typeof Iced;
  return loaded;
}

/** Longest x86 instruction in bytes. */
export const MAX_INSTRUCTION = 15;

/**
 * Decodes 32-bit code out of one run of bytes, at any position in it. Holds WebAssembly memory:
 * use it through `withCode`, which frees it.
 */
export class CodeDecoder {
  /** The instruction decoded last; overwritten by the next. */
  readonly instruction: Iced.Instruction;
  /** Bytes of that instruction. */
  length = 0;
  readonly #decoder: Iced.Decoder;
  #next: number;

  constructor(
    readonly bytes: Uint8Array,
    readonly base: VirtualAddress,
  ) {
    const { Decoder, DecoderOptions, Instruction } = iced();
    this.#decoder = new Decoder(32, bytes, DecoderOptions.None);
    this.instruction = new Instruction();
    this.#decoder.ip = BigInt(base);
    this.#next = 0;
  }

  /** Decodes at `offset` into `instruction`; false when no byte is left. */
  decode(offset: number): boolean {
    if (offset < 0 || offset >= this.bytes.length) return false;
    if (offset !== this.#next) {
      this.#decoder.position = offset;
      this.#decoder.ip = BigInt(this.base + offset);
    }
    this.#decoder.decodeOut(this.instruction);
    this.length = this.instruction.length;
    this.#next = offset + this.length;
    return true;
  }

  /** The last decode failed because the bytes ended inside the instruction. */
  get ranOut(): boolean {
    return this.#decoder.lastError === iced().DecoderError.NoMoreBytes;
  }

  free(): void {
    this.instruction.free();
    this.#decoder.free();
  }
}

/** Runs `use` with a decoder over `bytes`, which lie at `base`, and frees it whatever happens. */
export function withCode<T>(bytes: Uint8Array, base: VirtualAddress, use: (code: CodeDecoder) => T): T {
  const code = new CodeDecoder(bytes, base);
  try {
    return use(code);
  } finally {
    code.free();
  }
}

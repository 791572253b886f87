import type { AllocationSites } from '../../src/code/allocation-site.ts';
import { findAllocationSites } from '../../src/code/call-sites.ts';
import type { CodeModule } from '../../src/code/module-code.ts';
import { readImage } from '../../src/image/pe-image.ts';
import { runTask } from '../../src/units/task.ts';
import {
  buildExports,
  buildImage,
  buildImports,
  CODE,
  DATA,
  INIT_CODE,
  READ_ONLY,
  u32le,
} from '../image/image-builder.ts';
import { SparseMemory } from '../image/sparse-memory.ts';

export const NT = 0x82e00000;
export const DRIVER = 0x8b000000;
/** RVAs of a driver's sections; the code has two pages. */
export const TEXT = 0x1000;
export const PAGE = 0x2000;
export const RDATA = 0x3000;
export const DATA_SECTION = 0x4000;
const INIT = 0x5000;
const SIZE = 0x6000;

/** Kernel routines with where they lie and the bytes of arguments that they take off the stack. */
const ROUTINES: Readonly<Record<string, readonly [rva: number, popped: number]>> = {
  ExAllocatePoolWithTag: [0x1000, 12],
  ExAllocatePoolWithQuotaTag: [0x1010, 12],
  ExAllocatePoolWithTagPriority: [0x1020, 16],
  ExFreePoolWithTag: [0x1030, 8],
  ExInitializeNPagedLookasideList: [0x1040, 28],
  KeSetEvent: [0x1050, 12],
  DbgPrint: [0x1060, 0],
  MmGetSystemRoutineAddress: [0x1070, 4],
};

export function routine(name: string): number {
  return NT + ROUTINES[name][0];
}

/** Bytes from hex text and 32-bit numbers, as one writes code by hand. */
export function code(...parts: readonly (string | number)[]): number[] {
  return parts.flatMap((part) =>
    typeof part === 'number' ? u32le(part) : [...Buffer.from(part.replace(/\s/g, ''), 'hex')],
  );
}

/** `call` or `jmp` from the instruction at `at` to `to`, both in the same image. */
export function relative(opcode: 'e8' | 'e9', at: number, to: number): number[] {
  return code(opcode, (to - at - 5) >>> 0);
}

/** Number of a tag as the compiler pushes it. */
export function tag(text: string): number {
  return Buffer.from(text.padEnd(4), 'latin1').readUInt32LE(0);
}

export interface DriverSpec {
  readonly name?: string;
  readonly base?: number;
  /** Import names; their slots follow each other from RDATA on. */
  readonly imports?: readonly string[];
  /** Bytes by RVA. */
  readonly put: Readonly<Record<number, readonly number[]>>;
  readonly exports?: readonly { readonly name: string; readonly rva: number }[];
  /** INIT was thrown away: no import descriptors. */
  readonly initGone?: boolean;
  /** Pages that are not in memory. */
  readonly missing?: readonly number[];
}

/** Address of the nth import's slot. */
export function slot(index: number, base = DRIVER): number {
  return base + RDATA + index * 4;
}

/** Modules in one memory, as the analysis takes them. */
export class TestSystem {
  readonly memory = new SparseMemory();
  readonly modules: CodeModule[] = [];

  constructor() {
    const exports = Object.entries(ROUTINES).map(([name, [rva]]) => ({ name, rva }));
    const put = Object.fromEntries(
      Object.values(ROUTINES).map(([rva, popped]) => [
        rva,
        popped === 0
          ? code('c3')
          : code('c2', [popped, 0].map((b) => b.toString(16).padStart(2, '0')).join('')),
      ]),
    );
    this.add({ name: 'nt', base: NT, put, exports });
  }

  add(spec: DriverSpec): this {
    const base = spec.base ?? DRIVER;
    const functions = (spec.imports ?? []).map((name) => ({
      name,
      target: ROUTINES[name] === undefined ? 0 : routine(name),
    }));
    const imports = buildImports([{ module: 'ntoskrnl.exe', functions }], INIT, RDATA);
    const exports = buildExports(spec.exports ?? [], RDATA + 0x800);
    const directories: Record<number, readonly [number, number]> = {};
    if (spec.imports !== undefined) directories[1] = [INIT, 40];
    if (spec.imports !== undefined) directories[12] = [RDATA, imports.slots.length];
    if (spec.exports !== undefined) directories[0] = [RDATA + 0x800, exports.length];
    const image = buildImage({
      sizeOfImage: SIZE,
      directories,
      sections: [
        { name: '.text', rva: TEXT, bytes: new Array(0x2000).fill(0xcc), characteristics: CODE },
        { name: '.rdata', rva: RDATA, bytes: new Array(0x1000).fill(0), characteristics: READ_ONLY },
        { name: '.data', rva: DATA_SECTION, bytes: new Array(0x1000).fill(0), characteristics: DATA },
        { name: 'INIT', rva: INIT, bytes: new Array(0x1000).fill(0), characteristics: INIT_CODE },
      ],
    });
    image.set(imports.slots, RDATA);
    image.set(imports.descriptors, INIT);
    if (spec.exports !== undefined) image.set(exports, RDATA + 0x800);
    for (const [rva, bytes] of Object.entries(spec.put)) image.set(bytes, Number(rva));
    this.memory.put(base, image);
    if (spec.initGone === true) this.memory.drop(base + INIT);
    for (const rva of spec.missing ?? []) this.memory.drop(base + rva);
    const { memory } = this;
    this.modules.push({
      name: spec.name ?? 'driver',
      base,
      size: SIZE,
      memory,
      image: readImage(memory, base, SIZE),
    });
    return this;
  }

  sites(): AllocationSites {
    return runTask(findAllocationSites(this.modules, this.memory));
  }
}

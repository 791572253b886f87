/**
 * Structure layouts that come with the program, for x86 kernels from XP SP2 to Windows 10. They know
 * offsets, sizes and bit positions, not types. A kernel's update may differ from the sampled one, so
 * test a layout against the dump (confirm-layouts.ts) before believing it.
 */
import type { Layouts, StructLayout } from '../layouts.ts';
import { buildsAround, type SampledKernel, sampledKernels } from './builds.ts';
import { extraLayouts } from './extra-layouts.ts';
import { decodeStruct } from './layout-text.ts';
import { BUILDS, FIELD_NAMES, STRUCTS } from './layouts-data.ts';
import { underPae } from './pae-layouts.ts';

export {
  confirmLayouts,
  type LayoutConfirmation,
  type LayoutEvidence,
  pickLayouts,
} from './confirm-layouts.ts';

/** The tables of layouts-data.ts, split but not decoded. */
interface Tables {
  readonly fieldNames: readonly string[];
  readonly structs: readonly string[];
  readonly kernels: ReadonlyMap<string, KernelEntry>;
}

interface KernelEntry {
  readonly pae: boolean;
  /** Line number in `structs` of each structure. */
  readonly lines: ReadonlyMap<string, number>;
}

let tables: Tables | undefined;
const decoded = new Map<number, StructLayout>();

function loadTables(): Tables {
  if (tables !== undefined) return tables;
  const structs = STRUCTS.trim().split('\n');
  const names = structs.map((line) => line.slice(0, line.indexOf(' ')));
  const kernels = new Map<string, KernelEntry>();
  for (const line of BUILDS.trim().split('\n')) {
    const [key = '', pae, ...numbers] = line.split(' ');
    const lines = numbers.map((text) => Number.parseInt(text, 36));
    kernels.set(key, { pae: pae === '1', lines: new Map(lines.map((n) => [names[n] ?? '', n])) });
  }
  tables = { fieldNames: FIELD_NAMES.trim().split(/\s+/), structs, kernels };
  return tables;
}

/** A structure of a sampled kernel as it was sampled. */
function sampledStruct(key: string, name: string): StructLayout | undefined {
  const { kernels, structs, fieldNames } = loadTables();
  const line = kernels.get(key)?.lines.get(name);
  if (line === undefined) return undefined;
  let struct = decoded.get(line);
  if (struct === undefined) {
    struct = decodeStruct(structs[line] ?? '', fieldNames);
    decoded.set(line, struct);
  }
  return struct;
}

export class BuiltinLayouts implements Layouts {
  readonly source = 'builtin';
  readonly description: string;
  #extra: Map<string, StructLayout> | undefined;
  readonly #found = new Map<string, StructLayout | undefined>();

  constructor(
    /** The sampled kernel: `win7_sp1_x86`. */
    readonly kernel: string,
    /** Whether page-table entries are 8 bytes wide. */
    readonly pae: boolean,
  ) {
    this.description = `built-in ${kernel}`;
  }

  struct(name: string): StructLayout | undefined {
    if (!this.#found.has(name)) this.#found.set(name, this.#find(name));
    return this.#found.get(name);
  }

  *structNames(): Iterable<string> {
    const sampled = loadTables().kernels.get(this.kernel)?.lines.keys() ?? [];
    for (const name of new Set([...sampled, ...this.#extras().keys()])) {
      if (this.struct(name) !== undefined) yield name;
    }
  }

  #find(name: string): StructLayout | undefined {
    const sampledUnderPae = loadTables().kernels.get(this.kernel)?.pae === true;
    const struct =
      this.pae && !sampledUnderPae
        ? underPae(this.kernel, name, sampledStruct)
        : sampledStruct(this.kernel, name);
    return struct ?? this.#extras().get(name);
  }

  #extras(): Map<string, StructLayout> {
    this.#extra ??= extraLayouts(this.kernel, this.pae);
    return this.#extra;
  }
}

/** What is known of the kernel in the dump. */
export interface KernelVersion {
  /** 2600 (XP) ... 19045 (Windows 10). */
  readonly build: number;
  /** Tells XP and Server 2003 kernels apart; later builds imply theirs. */
  readonly servicePack?: number;
  readonly pae: boolean;
}

/** The likeliest built-in layouts, or undefined when the build (or its service pack) is not known. */
export function builtinLayouts({ build, servicePack, pae }: KernelVersion): BuiltinLayouts | undefined {
  const kernel = sampledKernels(build, pae).find((candidate) => fits(candidate, servicePack));
  return kernel === undefined ? undefined : new BuiltinLayouts(kernel.key, pae);
}

function fits(kernel: SampledKernel, servicePack: number | undefined): boolean {
  return servicePack === undefined || kernel.servicePack === undefined || kernel.servicePack === servicePack;
}

/** All built-in layouts that a build may have, best first: those of its service pack, when that is known. */
export function candidateLayouts(build: number, pae: boolean, servicePack?: number): BuiltinLayouts[] {
  const kernels = sampledKernels(build, pae);
  const own = kernels.filter((kernel) => servicePack !== undefined && kernel.servicePack === servicePack);
  return [...new Set([...own, ...kernels])].map((kernel) => new BuiltinLayouts(kernel.key, pae));
}

/** Whether there are layouts for just this service pack, or for the build whatever its service pack. */
export function hasServicePack(build: number, pae: boolean, servicePack: number): boolean {
  return sampledKernels(build, pae).some((kernel) => fits(kernel, servicePack));
}

/** Layouts of the builds around one that has none of its own, the nearer build's first. */
export function neighbouringLayouts(build: number, pae: boolean): BuiltinLayouts[] {
  return buildsAround(build).flatMap((one) => candidateLayouts(one, pae));
}

/** Names of the sampled kernels, oldest first: what `--version` shows. */
export function sampledKernelNames(): string[] {
  return [...loadTables().kernels.keys()];
}

import type { Kernel } from '../../src/kernel/kernel.ts';
import { BuiltinLayouts } from '../../src/symbols/builtin/builtin-layouts.ts';
import { absent, present } from '../../src/units/value.ts';
import type { SparseReader } from '../fakes/sparse-reader.ts';

export interface FakeKernelOptions {
  /** Variables by name: their addresses. Values are words in `memory`. */
  readonly variables?: Readonly<Record<string, number>>;
  readonly build?: number;
  readonly layouts?: string;
  readonly processors?: number;
  /** Base and size of the kernel's image, for scans of it. */
  readonly image?: { readonly base: number; readonly size: number };
}

/** As much of a Kernel as tables of the pool are read through. */
export function fakeKernel(memory: SparseReader, options: FakeKernelOptions = {}): Kernel {
  const { variables = {}, build = 7601, layouts = 'win7_sp1_x86', processors = 1 } = options;
  const { base, size } = options.image ?? { base: 0x82800000, size: 0x1000 };
  const globals = {
    address: (name: string) =>
      name in variables ? present(variables[name], 'symbol') : absent('no-symbol', `nt!${name}`),
    u32: (name: string) => {
      const value = name in variables ? memory.u32(variables[name]) : undefined;
      return value === undefined ? absent('no-symbol', `nt!${name}`) : present(value, 'symbol');
    },
  };
  const built = new BuiltinLayouts(layouts, true);
  const fake = {
    memory,
    globals,
    build,
    base,
    modules: [{ base, size, name: 'nt' }],
    nt: { base, size, name: 'nt' },
    layouts: built,
    systemRangeStart: 0x80000000,
    processorCount: processors,
    optionalOffset: (struct: string, field: string) => built.struct(struct)?.fields.get(field)?.offset,
  };
  return fake as unknown as Kernel;
}

import type { Halves, RegisterContext } from '../../src/formats/dump-header.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import type { Processor } from '../../src/kernel/processors.ts';
import { BuiltinLayouts } from '../../src/symbols/builtin/builtin-layouts.ts';
import { fieldOffset, optionalOffset } from '../../src/symbols/layouts.ts';
import { absent, present, type Value } from '../../src/units/value.ts';
import type { PagedMemory } from './paged-memory.ts';

export interface HandKernelOptions {
  /** Sampled kernel whose layouts are used. */
  readonly layouts?: string;
  readonly build?: number;
  /** Variables by name: their addresses. */
  readonly variables?: Readonly<Record<string, number>>;
  readonly modules?: readonly { readonly name: string; readonly base: number; readonly size: number }[];
  readonly processors?: readonly Processor[];
  readonly ticks?: number;
  readonly systemTime?: Halves;
  /** Registers in the header; ones never saved when left out. */
  readonly context?: Partial<RegisterContext>;
}

/** A kernel over memory written by hand: only what readers of objects ask for. */
export function handKernel(memory: PagedMemory, options: HandKernelOptions = {}): Kernel {
  const { layouts: key = 'win7_sp1_x86', build = 7601, variables = {}, processors = [] } = options;
  const { modules = [{ name: 'nt', base: 0x82800000, size: 0x10000 }] } = options;
  const layouts = new BuiltinLayouts(key, true);
  const address = (name: string): Value<number> =>
    name in variables ? present(variables[name], 'symbol') : absent('no-symbol', `nt!${name}`);
  const u32 = (name: string): Value<number> => {
    const value = name in variables ? memory.u32(variables[name]) : undefined;
    return value === undefined ? absent('no-symbol', `nt!${name}`) : present(value, 'symbol');
  };
  const fake = {
    memory,
    layouts,
    build,
    base: modules[0].base,
    modules,
    nt: modules.find(({ name }) => name === 'nt'),
    processors,
    systemRangeStart: 0x80000000,
    globals: { address, u32 },
    clock: {
      tickCount: present(options.ticks ?? 0, 'layout'),
      increment: present(156250, 'symbol'),
      systemTime: options.systemTime,
    },
    dump: {
      header: { psActiveProcessHead: 0, context: { contextFlags: 0, eip: 0, esp: 0, ...options.context } },
    },
    offset: (struct: string, field: string) => fieldOffset(layouts, struct, field),
    optionalOffset: (struct: string, field: string) => optionalOffset(layouts, struct, field),
    moduleAt: (va: number) => modules.find(({ base, size }) => va >= base && va < base + size),
    space: () => memory,
  };
  return fake as unknown as Kernel;
}

import { kernelPdbOf, NT_ROUTINES } from './image-nt.ts';
import type { Truth } from './truth.ts';
import { VERSIONS } from './windows/versions.ts';

/** A minimal Volatility 3 symbol file: the kernel's names and RVAs, no types. */
export function isfOf(truth: Truth, symbols: readonly [string, number][]): object {
  const { base } = truth.kernel;
  const { pdb, guid, age } = kernelPdbOf(VERSIONS[truth.windows ?? '7'], truth.header.pae === true);
  const entries: [string, { address: number }][] = [
    ...symbols.map(([name, va]): [string, { address: number }] => [name, { address: va - base }]),
    ...Object.entries(NT_ROUTINES).map(([name, rva]): [string, { address: number }] => [
      name,
      { address: rva },
    ]),
  ];
  return {
    metadata: {
      format: '6.2.0',
      producer: { name: 'test/builder', version: '1' },
      windows: { pdb: { GUID: guid, age, database: pdb, machine_type: 332 } },
    },
    base_types: {
      pointer: { size: 4, signed: false, kind: 'int', endian: 'little' },
      'unsigned long': { size: 4, signed: false, kind: 'int', endian: 'little' },
    },
    user_types: {},
    enums: {},
    symbols: Object.fromEntries(entries),
  };
}

import { EXPORT_REACH } from '../kernel/symbol-resolver.ts';
import type { ModuleSymbol } from '../symbols/symbol-table.ts';
import { addVa, hex, hex8, type VirtualAddress } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { defineCommand } from './command.ts';
import { columnsOf } from './table.ts';

const FAR = '   (exports only: too far to tell)';

/** What lies at and around an address; everything undefined outside every module. */
export interface NearestSymbols {
  readonly address: VirtualAddress;
  readonly module?: { readonly name: string; readonly base: VirtualAddress };
  /** Greatest symbol at or below the address. */
  readonly below?: ModuleSymbol;
  readonly above?: ModuleSymbol;
  /** Every name of exactly this address. */
  readonly exact: readonly ModuleSymbol[];
  /** `exports` names only what a module offers to others. */
  readonly source?: string;
  /** The nearest export is so far away that it says little. */
  readonly isFar: boolean;
}

export const lnCommand = defineCommand<NearestSymbols>({
  name: 'ln',
  summary: 'Nearest symbols of an address',
  parameters: [{ name: 'Address', kind: 'rest', meaning: 'an expression', completes: 'symbol' }],
  example: 'ln poi(91969010)',
  differs: 'Parameters of functions are in private symbols only and are not shown.',
  run(session, args) {
    const address = args.expression('Address');
    const module = session.kernel.moduleAt(address);
    if (module === undefined) return { address, exact: [], isFar: false };
    const table = session.names.table(module);
    const rva = address - module.base;
    const nearest = table?.nearest(rva);
    return {
      address,
      module: { name: module.name, base: module.base },
      below: nearest?.symbol,
      above: nearest?.next,
      exact: table?.at(rva) ?? [],
      source: table?.source,
      isFar: table?.source === 'exports' && (nearest?.displacement ?? 0) > EXPORT_REACH,
    };
  },
  *text({ address, module, below, above, exact, isFar }) {
    if (module === undefined) return;
    const name = printable(module.name);
    const place = (symbol: ModuleSymbol) =>
      `(${hex8(addVa(module.base, symbol.rva))})   ${name}!${printable(symbol.name)}`;
    if (below === undefined) {
      yield `(${hex8(module.base)})   ${name}+0x${hex(address - module.base)}`;
      return;
    }
    const displacement = address - module.base - below.rva;
    const next = above === undefined ? '' : `   |  ${place(above)}`;
    yield `${place(below)}${displacement === 0 ? '' : `+0x${hex(displacement)}`}${next}${isFar ? FAR : ''}`;
    if (exact.length === 0) return;
    yield 'Exact matches:';
    for (const symbol of exact) yield `    ${name}!${printable(symbol.name)} (<no parameter info>)`;
  },
  json: ({ address, module, below, above, exact, source, isFar }) => ({
    address: hex8(address),
    module: module?.name ?? null,
    symbol: below?.name ?? null,
    displacement: module === undefined || below === undefined ? null : address - module.base - below.rva,
    next: above?.name ?? null,
    exact: exact.map((one) => one.name),
    source: source ?? null,
    isFar,
  }),
  table: ({ address, module, below, above, exact }) => ({
    columns: columnsOf('relation address:hex module name displacement:number'),
    *rows() {
      if (module === undefined) return;
      const row = (relation: string, { rva, name }: ModuleSymbol) => {
        const at = addVa(module.base, rva);
        return [relation, at, module.name, name, address - at];
      };
      if (exact.length === 0 && below !== undefined) yield row('below', below);
      for (const symbol of exact) yield row('exact', symbol);
      if (above !== undefined) yield row('above', above);
    },
  }),
});

import type { Session } from '../analysis/session.ts';
import { addVa, hex8, type VirtualAddress } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { CommandError, defineCommand } from './command.ts';
import { type Wildcard, wildcard } from './wildcard.ts';

export interface SymbolRow {
  readonly address: VirtualAddress;
  readonly module: string;
  readonly name: string;
  /** Parameters and types are in private symbols only. */
  readonly isFunction: boolean;
}

/** An empty answer must mean that no name matches, not that there was nothing to look through. */
function refuseNameless(session: Session, pattern: Wildcard, text: string): void {
  const modules = session.kernel.modules.filter((module) => pattern.test(module.name));
  if (modules.length === 0) throw new CommandError(`No module matches '${text}'.`);
  const named = modules.filter((module) => (session.names.table(module)?.size ?? 0) > 0);
  if (named.length === 0) throw new CommandError(`No symbols for '${text}'; see !sym.`);
}

export const xCommand = defineCommand<readonly SymbolRow[]>({
  name: 'x',
  summary: 'Symbols that match a pattern',
  parameters: [
    {
      name: 'Module!Pattern',
      kind: 'word',
      meaning: '* any text, ? one character, [af] one of those',
      completes: 'symbol',
    },
  ],
  example: 'x nt!Pool*',
  differs: 'Without a symbol file the exports are searched.',
  run(session, args) {
    const [moduleText, nameText] = (args.text('Module!Pattern') ?? '').split('!');
    if (nameText === undefined) throw new CommandError("x needs MODULE!PATTERN, as in 'x nt!Pool*'.");
    const modulePattern = wildcard(moduleText);
    const namePattern = wildcard(nameText);
    const rows: SymbolRow[] = [];
    for (const module of session.kernel.modules) {
      if (!modulePattern.test(module.name)) continue;
      const image = session.names.image(module);
      for (const { name, rva, isFunction } of session.names.table(module) ?? []) {
        if (!namePattern.test(name)) continue;
        rows.push({
          address: addVa(module.base, rva),
          module: module.name,
          name,
          // Volatility files and exports do not say; then the section does.
          isFunction: isFunction === true || image.sectionAt(rva)?.isCode === true,
        });
      }
    }
    if (rows.length === 0) refuseNameless(session, modulePattern, moduleText);
    return rows;
  },
  *text(rows) {
    for (const { address, module, name, isFunction } of rows) {
      const about = isFunction ? '(<no parameter info>)' : '= <no type information>';
      yield `${hex8(address)}          ${printable(module)}!${printable(name)} ${about}`;
    }
  },
  json: (rows) => rows.map((row) => ({ ...row, address: hex8(row.address) })),
  table: (rows) => ({
    columns: [
      { name: 'address', type: 'hex' },
      { name: 'module', type: 'text' },
      { name: 'name', type: 'text' },
    ],
    *rows() {
      for (const { address, module, name } of rows) yield [address, module, name];
    },
  }),
});

import { hex8 } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { unixTimeText } from '../units/time.ts';
import type { TextOptions } from './command.ts';
import { moduleDetailLines } from './module-details.ts';
import type { ModuleListing, ModuleRow } from './module-listing.ts';

/** Names and files are padded to these widths, as the debugger does. */
const NAME_WIDTH = 8;
const FILE_WIDTH = 12;

/** The lines of `lm`. */
export function* listingLines(listing: ModuleListing, options: TextOptions): Iterable<string> {
  const { rows, unloaded, namesOnly, userOnly, nothing, broken } = listing;
  if (namesOnly) {
    for (const { module } of rows) yield printable(module.name);
    return;
  }
  yield 'start    end        module name';
  for (const row of rows) {
    const { module, details } = row;
    const range = `${hex8(module.base)} ${hex8(module.base + module.size)}`;
    yield `${range}   ${printable(module.name).padEnd(NAME_WIDTH)} ${columnText(row, listing, options)}`.trimEnd();
    if (details !== undefined) yield* moduleDetailLines(details, options);
  }
  if (userOnly) {
    yield 'User-mode modules are not listed: processes keep their own lists of them in their own memory,';
    yield 'which kernel dumps leave out. Without u the modules of the kernel are listed.';
  }
  if (nothing !== undefined) yield printable(nothing);
  if (broken !== undefined) yield `The module list is broken: ${broken}.`;
  if (unloaded.length === 0) return;
  yield '';
  yield 'Unloaded modules:';
  for (const one of unloaded) yield `${hex8(one.start)} ${hex8(one.end)}   ${printable(one.name)}`;
}

/** What stands behind the name: `  (deferred)`, or `ntkrnlpa.exe Sat Nov 20 08:42:49 2010 (4CE78A09)`. */
function columnText(row: ModuleRow, { columns }: ModuleListing, { timeZone }: TextOptions): string {
  const { module, status, timeDateStamp, checkSum } = row;
  const parts: string[] = [];
  if (columns.path) parts.push(printable(module.path ?? '???????? (path not read)'));
  else if (columns.imageName) parts.push(printable(module.fileName).padEnd(FILE_WIDTH));
  if (columns.symbolType) parts.push(`  ${status}`);
  if (columns.time) {
    const stamp = timeDateStamp === null ? 'unavailable' : unixTimeText(timeDateStamp, timeZone);
    parts.push(`${stamp} (${upper(timeDateStamp ?? 0)})`);
  }
  if (columns.checkSum) parts.push(`CheckSum: ${checkSum === null ? '????????' : upper(checkSum)}`);
  return parts.join(' ');
}

function upper(value: number): string {
  return hex8(value).toUpperCase();
}

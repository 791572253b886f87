import type { Cell, Column } from '../../commands/table.ts';
import { hex8 } from '../../units/address.ts';

/** A cell as text; addresses as eight hex digits, absent values as nothing. */
export function cellText(cell: Cell, { type }: Column): string {
  if (cell === null) return '';
  return type === 'hex' && typeof cell === 'number' ? hex8(cell) : String(cell);
}

/** A cell with its type kept; addresses as eight hex digits. */
export function plainCell(cell: Cell, column: Column): Cell {
  return column.type === 'hex' && cell !== null ? cellText(cell, column) : cell;
}

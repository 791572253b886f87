import type { NamedFrame } from '../analysis/stacks-of.ts';
import { columnsOf, type Table } from './table.ts';

/** Words shown as arguments. */
const MAX_WORDS = 3;

/** The frames of a stack as rows, the innermost first. */
export function frameTable(frames: readonly NamedFrame[]): Table {
  return {
    columns: columnsOf(
      'number:number framePointer:hex returnAddress:hex instruction:hex symbol foundBy word1:hex word2:hex word3:hex',
    ),
    *rows() {
      for (const [number, frame] of frames.entries()) {
        const { framePointer, returnAddress, instruction, symbol, foundBy, words } = frame;
        const shown = Array.from({ length: MAX_WORDS }, (_, i) => words[i] ?? null);
        yield [number, framePointer, returnAddress ?? null, instruction, symbol, foundBy, ...shown];
      }
    },
  };
}

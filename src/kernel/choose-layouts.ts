import { DumpError } from '../dump/dump-error.ts';
import type { KdbgBlock } from '../formats/kdbg.ts';
import {
  candidateLayouts,
  confirmLayouts,
  type LayoutEvidence,
  pickLayouts,
} from '../symbols/builtin/builtin-layouts.ts';
import { LayeredLayouts } from '../symbols/layered-layouts.ts';
import type { Layouts } from '../symbols/layouts.ts';

/** KDBG fields that state an offset or a size of this very kernel. */
const STATED = [
  'SizeEProcess',
  'SizeEThread',
  'OffsetKThreadState',
  'OffsetKThreadTeb',
  'OffsetKThreadKernelStack',
  'OffsetKThreadInitialStack',
  'OffsetKThreadApcProcess',
  'OffsetEprocessPeb',
  'OffsetEprocessParentCID',
  'OffsetEprocessDirectoryTableBase',
] as const;

export interface LayoutChoice {
  readonly build: number;
  readonly pae: boolean;
  readonly kdbg?: KdbgBlock;
}

/** The layouts of the symbols, when there are any, over the built-in ones that fit the dump. */
export function chooseLayouts(choice: LayoutChoice, symbols: Layouts | undefined, notes: string[]): Layouts {
  const builtin = confirmedLayouts(choice, symbols === undefined ? notes : []);
  if (symbols !== undefined) return builtin === undefined ? symbols : new LayeredLayouts(symbols, builtin);
  if (builtin !== undefined) return builtin;
  throw new DumpError(
    'refused',
    `Build ${choice.build} (MinorVersion at offset Ch) has no built-in layouts; give its symbols with --symbols.`,
  );
}

/** The built-in layouts that agree with what KDBG states; the first that fits wins. */
function confirmedLayouts({ build, pae, kdbg }: LayoutChoice, notes: string[]): Layouts | undefined {
  const candidates = candidateLayouts(build, pae);
  const evidence = statedOffsets(kdbg);
  const fitting = pickLayouts(candidates, evidence);
  if (fitting !== undefined || candidates.length === 0) return fitting;
  const { mismatches } = confirmLayouts(candidates[0], evidence);
  notes.push(
    `${candidates[0].description} disagrees with the dump (${mismatches.join('; ')}); give symbols to be sure of structures.`,
  );
  return candidates[0];
}

function statedOffsets(kdbg: KdbgBlock | undefined): LayoutEvidence {
  const evidence: Record<string, number> = {};
  for (const name of STATED) {
    const value = kdbg?.field(name);
    if (value) evidence[name] = value;
  }
  return evidence;
}

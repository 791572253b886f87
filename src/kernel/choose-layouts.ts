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

/** Symbols of nt as far as layouts go. */
export interface SymbolLayouts {
  readonly layouts?: Layouts;
  readonly forced?: boolean;
}

/**
 * The layouts of the symbols, when there are any, over the built-in ones that fit the dump; forced
 * ones only where the built-in ones know nothing.
 */
export function chooseLayouts(
  choice: LayoutChoice,
  symbols: SymbolLayouts | undefined,
  notes: string[],
): Layouts {
  const own = symbols?.layouts;
  if (own !== undefined && symbols?.forced !== true) noteMismatches(own, choice.kdbg, notes);
  const builtin = confirmedLayouts(choice, own === undefined || symbols?.forced === true ? notes : []);
  if (own !== undefined && builtin !== undefined)
    return symbols?.forced === true ? new LayeredLayouts(builtin, own) : new LayeredLayouts(own, builtin);
  const only = own ?? builtin;
  if (only !== undefined) return only;
  throw new DumpError(
    'refused',
    `Build ${choice.build} (MinorVersion at offset Ch) has no built-in layouts; give its symbols with --symbols.`,
  );
}

/** Types that come with the image's own id are believed; a block that says otherwise is damaged or they are. */
function noteMismatches(layouts: Layouts, kdbg: KdbgBlock | undefined, notes: string[]): void {
  const { mismatches } = confirmLayouts(layouts, statedOffsets(kdbg));
  if (mismatches.length === 0) return;
  notes.push(
    `${layouts.description} disagrees with KDBG (${mismatches.join('; ')}); the symbols are believed.`,
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

import { DumpError } from '../dump/dump-error.ts';
import type { KdbgBlock } from '../formats/kdbg.ts';
import type { MemoryReader } from '../memory/reader.ts';
import {
  candidateLayouts,
  confirmLayouts,
  hasServicePack,
  type LayoutEvidence,
  neighbouringLayouts,
  pickLayouts,
} from '../symbols/builtin/builtin-layouts.ts';
import { LayeredLayouts } from '../symbols/layered-layouts.ts';
import type { Layouts } from '../symbols/layouts.ts';
import type { VirtualAddress } from '../units/address.ts';
import { fitsFirstProcess } from './first-process.ts';

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

/** A neighbour's layout is believed when the dump states at least so many of these and all are its. */
const ENOUGH_STATED = 8;

export interface LayoutChoice {
  readonly build: number;
  /** 0 for none; undefined when it is not known. */
  readonly servicePack?: number;
  readonly pae: boolean;
  readonly kdbg?: KdbgBlock;
  /** Where the list of processes begins: what KDBG does not state is held against its first entry. */
  readonly processes: { readonly memory: MemoryReader; readonly head: VirtualAddress };
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
  // A file may hold names alone, and types only of something else.
  const own = symbols?.layouts?.struct('_EPROCESS') === undefined ? undefined : symbols.layouts;
  const leads = own !== undefined && symbols?.forced !== true;
  if (leads) noteMismatches(own, choice.kdbg, notes);
  const builtin = confirmedLayouts(choice, leads ? [] : notes);
  if (own !== undefined && builtin !== undefined)
    return leads ? new LayeredLayouts(own, builtin) : new LayeredLayouts(builtin, own);
  const only = own ?? builtin;
  if (only !== undefined) return only;
  const others =
    neighbouringLayouts(choice.build, choice.pae).length === 0
      ? ''
      : ', and those of the builds around it do not fit';
  throw new DumpError(
    'refused',
    `Build ${choice.build} (MinorVersion at offset Ch) has no built-in layouts${others}; give its symbols with --symbols.`,
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
function confirmedLayouts(choice: LayoutChoice, notes: string[]): Layouts | undefined {
  const { build, pae, servicePack } = choice;
  const candidates = candidateLayouts(build, pae, servicePack);
  if (candidates.length === 0) return neighboursLayouts(choice, notes);
  const evidence = statedOffsets(choice.kdbg);
  const fitting = pickLayouts(candidates, evidence);
  if (fitting === undefined) {
    const { mismatches } = confirmLayouts(candidates[0], evidence);
    notes.push(
      `${candidates[0].description} disagrees with the dump (${mismatches.join('; ')}); give symbols to be sure of structures.`,
    );
    return candidates[0];
  }
  if (Object.keys(evidence).length === 0) noteUnconfirmed(choice, fitting, notes);
  return fitting;
}

/** Nothing of KDBG speaks for a layout: the first process must, and the service pack be a known one. */
function noteUnconfirmed(choice: LayoutChoice, layouts: Layouts, notes: string[]): void {
  const { build, pae, servicePack, processes, kdbg } = choice;
  const agrees = fitsFirstProcess(processes.memory, processes.head, layouts);
  if (agrees === false) {
    notes.push(
      `${layouts.description} disagrees with the first process of the list, which is not System there; give symbols to be sure of structures.`,
    );
  }
  if (servicePack === undefined || kdbg === undefined || hasServicePack(build, pae, servicePack)) return;
  notes.push(
    `Build ${build} ${servicePack === 0 ? 'without a service pack' : `with service pack ${servicePack}`} has no built-in layouts of its own; ` +
      `${layouts.description} is used, ${agrees === true ? 'which the first process of the list agrees with' : 'which nothing in the dump confirms'}.`,
  );
}

/** Layouts of a build before or after, when the sizes and all offsets that the dump states are theirs. */
function neighboursLayouts({ build, pae, kdbg }: LayoutChoice, notes: string[]): Layouts | undefined {
  const evidence = statedOffsets(kdbg);
  for (const layouts of neighbouringLayouts(build, pae)) {
    const { ok, exact, checked } = confirmLayouts(layouts, evidence);
    if (!ok || !exact || checked < ENOUGH_STATED) continue;
    notes.push(
      `Build ${build} has no built-in layouts of its own; ${layouts.description} is used, as all ${checked} sizes and offsets that the dump states are the same.`,
    );
    return layouts;
  }
  return undefined;
}

function statedOffsets(kdbg: KdbgBlock | undefined): LayoutEvidence {
  const evidence: Record<string, number> = {};
  for (const name of STATED) {
    const value = kdbg?.field(name);
    if (value) evidence[name] = value;
  }
  return evidence;
}

/**
 * Structures whose layout depends on PAE: those that hold page-table entries by value. The sampled
 * kernels up to Windows 7 are classic (4-byte entries) ones but for one, so under PAE these come
 * from elsewhere or are left out. Everything else was compared between classic and PAE kernels (XP
 * SP3 and Windows 7 SP1) and is the same.
 */
import type { FieldLayout, StructLayout } from '../layouts.ts';
import { decodePlainStruct } from './layout-text.ts';

const ENTRY_STRUCTS = new Set([
  '_MMPTE',
  '_MMPTE_HARDWARE',
  '_MMPTE_PROTOTYPE',
  '_MMPTE_SOFTWARE',
  '_MMPTE_SUBSECTION',
  '_MMPTE_TRANSITION',
  '_MMPFN',
]);

/**
 * XP with PAE. Source: the public PDB of ntkrnlpa.exe, XP SP3, GUID
 * 30B5FB31AE7E4ACAABA750AA241FF331. Used for SP2 too: the classic kernels of SP2 and SP3 agree in
 * every structure of the table.
 */
const XP_PAE = new Map(
  [
    '_MMPTE 8 u:0',
    '_MMPTE_HARDWARE 8 Valid:0:0.1 Write:0:1.1 Owner:0:2.1 WriteThrough:0:3.1 CacheDisable:0:4.1 Accessed:0:5.1 Dirty:0:6.1 LargePage:0:7.1 Global:0:8.1 CopyOnWrite:0:9.1 Prototype:0:10.1 reserved0:0:11.1 PageFrameNumber:0:12.26 reserved1:0:38.26',
    '_MMPTE_PROTOTYPE 8 Valid:0:0.1 Unused0:0:1.7 ReadOnly:0:8.1 Unused1:0:9.1 Prototype:0:10.1 Protection:0:11.5 Unused:0:16.16 ProtoAddress:0:32.32',
    '_MMPTE_SOFTWARE 8 Valid:0:0.1 PageFileLow:0:1.4 Protection:0:5.5 Prototype:0:10.1 Transition:0:11.1 Unused:0:12.20 PageFileHigh:0:32.32',
    '_MMPTE_SUBSECTION 8 Valid:0:0.1 Unused0:0:1.4 Protection:0:5.5 Prototype:0:10.1 Unused1:0:11.21 SubsectionAddress:0:32.32',
    '_MMPTE_TRANSITION 8 Valid:0:0.1 Write:0:1.1 Owner:0:2.1 WriteThrough:0:3.1 CacheDisable:0:4.1 Protection:0:5.5 Prototype:0:10.1 Transition:0:11.1 PageFrameNumber:0:12.26 Unused:0:38.26',
    '_MMPFN 1c u1:0 PteAddress:4 u2:8 u3:c OriginalPte:10 u4:18',
  ].map((line) => {
    const struct = decodePlainStruct(line);
    return [struct.name, struct] as const;
  }),
);

/** The PAE kernel of Windows 7 that was sampled: a late update. */
export const WINDOWS_7_PAE = 'win7_sp1_x86_24000';

/** Fields that only the late update has, so that nothing follows for RTM and SP1. */
const LATE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  _MM_SESSION_SPACE: ['CreateTime', 'SessionPoolPdes', 'CpuQuotaBlock'],
  _MMPTE_SOFTWARE: ['InStore', 'Unused1'],
};

/**
 * The structure `name` of a classic kernel `key` as it is under PAE; undefined when that is not
 * known. `lookup` gives a structure of any sampled kernel.
 */
export function underPae(
  key: string,
  name: string,
  lookup: (key: string, name: string) => StructLayout | undefined,
): StructLayout | undefined {
  const classic = lookup(key, name);
  if (classic === undefined) return undefined;
  const family = key.slice(0, key.indexOf('_'));
  if (family === 'xp') return XP_PAE.get(name) ?? classic;
  const holdsEntries = ENTRY_STRUCTS.has(name);
  if (family === 'win7' && (holdsEntries || name === '_MM_SESSION_SPACE')) {
    return withoutFields(lookup(WINDOWS_7_PAE, name), LATE_FIELDS[name] ?? []);
  }
  if (holdsEntries) return undefined;
  if (name === '_MM_SESSION_SPACE') return upTo(classic, 'SpecialPool');
  // Padding of the PRCB is where updates put new fields; it is not the same in every kernel.
  if (name === '_KPRCB') return withoutFields(classic, [...classic.fields.keys()].filter(isPadding));
  return classic;
}

function isPadding(field: string): boolean {
  return /^PrcbPad/.test(field);
}

function withoutFields(struct: StructLayout | undefined, names: readonly string[]): StructLayout | undefined {
  if (struct === undefined || names.length === 0) return struct;
  return filterFields(struct, struct.size, (field) => !names.includes(field.name));
}

/**
 * The part of a structure before its first field that holds page-table entries; `size` is that
 * part's, a lower bound. The whole structure when it has no such field.
 */
function upTo(struct: StructLayout, first: string): StructLayout {
  const end = struct.fields.get(first)?.offset;
  return end === undefined ? struct : filterFields(struct, end, (field) => field.offset < end);
}

function filterFields(
  struct: StructLayout,
  size: number,
  keep: (field: FieldLayout) => boolean,
): StructLayout {
  const fields = new Map([...struct.fields].filter(([, field]) => keep(field)));
  return { name: struct.name, size, fields };
}

/** What `llvm-pdbutil dump` prints, taken apart. */

export interface ListedStruct {
  readonly name: string;
  readonly size: number;
  /** Name and byte offset of each direct member. */
  readonly members: readonly (readonly [string, number])[];
}

/** Definitions in `llvm-pdbutil dump -types`. */
export function listedStructs(listing: string): ListedStruct[] {
  const lists = new Map<string, [string, number][]>();
  const structs: { name: string; list: string; size: number }[] = [];
  for (const block of listing.split(/^ +(?=0x[0-9A-F]+ \| )/m)) {
    const [, index, kind] = /^(0x[0-9A-F]+) \| (LF_\w+)/.exec(block) ?? [];
    if (kind === 'LF_FIELDLIST') {
      const members = block.matchAll(/LF_MEMBER \[name = `([^`]*)`, Type = .*?, offset = (\d+),/g);
      lists.set(
        index,
        Array.from(members, ([, name, offset]) => [name, Number(offset)]),
      );
    } else if (/^LF_(STRUCTURE|CLASS|UNION)$/.test(kind ?? '')) {
      const [, name] = /`(.*)`/.exec(block) ?? [];
      const [, list] = /field list: (0x[0-9A-F]+)/.exec(block) ?? [];
      const [, size] = /sizeof (\d+)/.exec(block) ?? [];
      if (list !== undefined && !/forward ref/.test(block)) structs.push({ name, list, size: Number(size) });
    }
  }
  return structs.map(({ name, list, size }) => ({ name, size, members: lists.get(list) ?? [] }));
}

/** Name, section and offset of every record in `llvm-pdbutil dump -publics`. */
export function listedPublics(listing: string): { name: string; section: number; offset: number }[] {
  const records = listing.matchAll(/S_PUB32 \[size = \d+\] `(.*)`\n.*addr = (\d+):(\d+)/g);
  return Array.from(records, ([, name, section, offset]) => ({
    name,
    section: Number(section),
    offset: Number(offset),
  }));
}

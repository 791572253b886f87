import { describe, expect, test } from 'vitest';
import { PdbFile } from '../../src/formats/pdb.ts';
import { readPdb } from '../../src/symbols/read-pdb.ts';
import { isSharedName } from '../../src/symbols/type-text.ts';
import { listedPublics, listedStructs } from './llvm-listing.ts';
import { hasShared, readShared, sharedPath } from './shared.ts';
import { findTool, run } from './tools.ts';

const pdbutil = findTool('llvm-pdbutil');
const FILES = [
  'dumps/symbols/ntkrpamp.pdb/33A75C3DD9A1439191CC51BE4D6FBC432/ntkrpamp.pdb',
  'dumps/symbols/win32k.pdb/A748DF4C1F0F5B67620FF65D3FB3E9061/win32k.pdb',
  'data/drivers-x86/firewall.pdb',
  'data/drivers-x86/msgdrv.pdb',
  'data/pdb/SimplePDB.pdb',
  'data/pdb/xframe_eh_exe_x86.pdb',
];

describe.skipIf(pdbutil === undefined || !hasShared(...FILES)).each(FILES)(
  'llvm-pdbutil agrees on %s',
  (file) => {
    const dump = (what: string) => run(pdbutil!, ['dump', what, sharedPath(file)]);

    test('structures: size, members, offsets', () => {
      const layouts = readPdb(readShared(file)).layouts();
      const seen = new Set<string>();
      for (const { name, size, members } of listedStructs(dump('-types'))) {
        // Of several definitions of one name the first counts.
        if (isSharedName(name) || seen.has(name)) continue;
        seen.add(name);
        const layout = layouts?.struct(name);
        expect([name, layout?.size]).toEqual([name, size]);
        for (const [member, offset] of members)
          expect([name, member, layout?.fields.get(member)?.offset]).toEqual([name, member, offset]);
      }
      expect([...(layouts?.structNames() ?? [])].sort()).toEqual([...seen].sort());
    });

    test('publics: name, section, offset', () => {
      const pdb = PdbFile.open(readShared(file));
      const found: string[] = [];
      pdb.visitSymbols((role, name, rva) => {
        if (role === 'linker') found.push(`${name} ${rva}`);
      });
      const listed = listedPublics(dump('-publics')).flatMap(({ name, section, offset }) => {
        const header = pdb.sections[section - 1];
        return header === undefined ? [] : [`${name} ${header.virtualAddress + offset}`];
      });
      expect(found.sort()).toEqual(listed.sort());
      expect(found.length).toBeGreaterThan(10);
    });
  },
);

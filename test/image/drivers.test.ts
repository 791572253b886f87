import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readImage } from '../../src/image/pe-image.ts';
import { known } from '../../src/units/value.ts';
import { DRIVERS, loadDriver } from './file-image.ts';
import { SparseMemory } from './sparse-memory.ts';

const BASE = 0x8b0d0000;
const OBJDUMP = '/usr/bin/objdump';
const FILES = ['firewall.sys', 'intfiltr.sys', 'kprocesshacker.sys', 'msgdrv.sys', 'winpmem_x86.sys'];

/** Import names in table order, by another reader. */
function objdumpImports(file: string): string[] {
  const text = execFileSync(OBJDUMP, ['-p', path.join(DRIVERS, file)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const table = text.slice(text.indexOf('The Import Tables'), text.indexOf('PE File Base Relocations'));
  return [...table.matchAll(/^\t[0-9a-f]+\s+\d+\s+(\S+)/gm)].map((match) => match[1]);
}

describe.skipIf(!existsSync(DRIVERS))('real drivers', () => {
  function read(file: string) {
    const { bytes } = loadDriver(file);
    return readImage(new SparseMemory().put(BASE, bytes), BASE, bytes.length);
  }

  it.skipIf(!existsSync(OBJDUMP)).each(FILES)('%s: the imports that objdump lists', (file) => {
    expect(known(read(file).imports)!.map((entry) => entry.name)).toEqual(objdumpImports(file));
  });

  it('msgdrv.sys: identity and maker', () => {
    const image = read('msgdrv.sys');
    expect(known(image.codeView)).toMatchObject({
      guid: 'C0C233A7737A48948DD5653274A96BDC',
      age: 1,
      pdbName: 'msgdrv.pdb',
    });
    expect(known(image.headers)).toMatchObject({ timeDateStamp: 0x5a83e88f, checkSum: 0x3401 });
    expect(known(image.version)).toMatchObject({
      fixed: { fileVersion: '6.1.7600.16385' },
      translations: ['0409.04b0'],
    });
    expect(known(image.version)!.strings[0]).toEqual({
      name: 'CompanyName',
      value: 'Windows (R) Win 7 DDK provider',
    });
  });

  it('winpmem_x86.sys: no version resource, PDB named x.pdb', () => {
    const image = read('winpmem_x86.sys');
    expect(known(image.codeView)).toMatchObject({
      guid: '864C2C50DB054CE581C27D4A79A0D7F0',
      pdbName: 'x.pdb',
    });
    expect(image.version).toMatchObject({ absent: 'unsupported' });
  });
});

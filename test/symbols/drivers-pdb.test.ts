import { describe, expect, test } from 'vitest';
import { matchSymbols } from '../../src/symbols/match-symbols.ts';
import { hasShared, readShared, sharedPath } from './shared.ts';

const FOLDER = 'data/drivers-x86';

/** What a debugger reads from an image file: entry point, time stamp aside, and the RSDS record. */
function imageFacts(file: string): { entry: number; guid: string; age: number; pdbName: string } {
  const image = Buffer.from(readShared(file));
  const pe = image.readUInt32LE(0x3c);
  const at = image.indexOf('RSDS');
  const data4 = image.subarray(at + 12, at + 20).toString('hex');
  const numbers = [
    image
      .readUInt32LE(at + 4)
      .toString(16)
      .padStart(8, '0'),
  ];
  for (const offset of [8, 10])
    numbers.push(
      image
        .readUInt16LE(at + offset)
        .toString(16)
        .padStart(4, '0'),
    );
  const pdbName = image.toString('latin1', at + 24, image.indexOf(0, at + 24));
  return {
    entry: image.readUInt32LE(pe + 0x28),
    guid: numbers.join('') + data4,
    age: image.readUInt32LE(at + 20),
    pdbName,
  };
}

describe.skipIf(!hasShared(FOLDER)).each(['firewall', 'msgdrv'])('%s.sys and its PDB', (driver) => {
  test('ids match and the entry point has a name', () => {
    const facts = imageFacts(`${FOLDER}/${driver}.sys`);
    const match = matchSymbols(facts, sharedPath(FOLDER));
    if (!match.found) throw new Error(JSON.stringify(match));
    expect(match.path).toBe(sharedPath(`${FOLDER}/${driver}.pdb`));
    expect(match.forced).toBe(false);
    // The WDK's linker sets /entry:GsDriverEntry@8.
    expect(
      match.file
        .symbols()
        .at(facts.entry)
        .map(({ name }) => name),
    ).toContain('GsDriverEntry');
    expect(match.file.symbols().lookup('DriverEntry')?.isFunction).toBe(true);
  });

  test('another age is refused, both ids shown', () => {
    const facts = imageFacts(`${FOLDER}/${driver}.sys`);
    const match = matchSymbols({ ...facts, age: facts.age + 9 }, sharedPath(FOLDER));
    const guid = facts.guid.toUpperCase();
    expect(match).toMatchObject({
      found: false,
      storePath: `${driver}.pdb/${guid}${(facts.age + 9).toString(16).toUpperCase()}/${driver}.pdb`,
      attempts: [{ why: `its id is ${guid}1, the image wants ${guid}A` }],
    });
  });
});

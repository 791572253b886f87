import { describe, expect, it } from 'vitest';
import { readImage } from '../../src/image/pe-image.ts';
import { known } from '../../src/units/value.ts';
import { buildImage, READ_ONLY, u32le } from './image-builder.ts';
import { SparseMemory } from './sparse-memory.ts';

const BASE = 0x8b000000;
const RSRC = 0x1000;

function utf16z(text: string): number[] {
  return [...Buffer.from(`${text}\0`, 'utf16le')];
}

function pad4(bytes: number[]): number[] {
  return [...bytes, ...new Array((4 - (bytes.length % 4)) % 4).fill(0)];
}

/** A node as VS_VERSIONINFO nests them: length, value length, type, key, value, children. */
function node(key: string, value: number[], isText: boolean, children: number[][] = []): number[] {
  const head = pad4([0, 0, 0, 0, 0, 0, ...utf16z(key)]);
  const body = children.reduce((all, child) => [...pad4(all), ...child], [...head, ...value]);
  const valueLength = isText ? value.length / 2 : value.length;
  body.splice(
    0,
    6,
    body.length & 0xff,
    body.length >> 8,
    valueLength & 0xff,
    valueLength >> 8,
    isText ? 1 : 0,
    0,
  );
  return body;
}

function versionResource(): number[] {
  const fixed = [0xfeef04bd, 0x10000, 0x60001, 0x1db04001, 0x60001, 0x1db04001, 0x3f, 0, 0x40004, 3, 7, 0, 0];
  return node('VS_VERSION_INFO', fixed.flatMap(u32le), false, [
    node('StringFileInfo', [], true, [
      node('040904B0', [], true, [
        node('CompanyName', utf16z('Contoso Ltd.'), true),
        node('FileVersion', utf16z('6.1.7600.16385'), true),
        node('ProductName', utf16z('Contoso® Filter'), true),
      ]),
    ]),
    node('VarFileInfo', [], true, [
      // lmva of the article: Translations: 0000.04b0 0000.04e4 0409.04b0 0409.04e4
      node('Translation', [0x04b00000, 0x04e40000, 0x04b00409, 0x04e40409].flatMap(u32le), false),
    ]),
  ]);
}

function imageWith(resource: readonly number[]): SparseMemory {
  // Three directories of one entry each (type 16, name 1, language 409h), then the data entry.
  const directory = (id: number, target: number) => [
    ...u32le(0),
    ...u32le(0),
    ...u32le(0),
    0,
    0,
    1,
    0,
    ...u32le(id),
    ...u32le(target),
  ];
  const tree = [
    ...directory(16, 0x80000018),
    ...directory(1, 0x80000030),
    ...directory(0x409, 0x48),
    ...[RSRC + 0x58, resource.length, 0, 0].flatMap(u32le),
    ...resource,
  ];
  const bytes = buildImage({
    sizeOfImage: 0x3000,
    directories: { 2: [RSRC, tree.length] },
    sections: [{ name: '.rsrc', rva: RSRC, bytes: tree, characteristics: READ_ONLY }],
  });
  return new SparseMemory().put(BASE, bytes);
}

describe('version resource', () => {
  it('reads versions, strings and translations', () => {
    const version = known(readImage(imageWith(versionResource()), BASE, 0x3000).version)!;
    expect(version.fixed).toMatchObject({
      fileVersion: '6.1.7600.16385',
      productVersion: '6.1.7600.16385',
      fileType: 3,
    });
    expect(version.strings).toEqual([
      { name: 'CompanyName', value: 'Contoso Ltd.' },
      { name: 'FileVersion', value: '6.1.7600.16385' },
      { name: 'ProductName', value: 'Contoso® Filter' },
    ]);
    expect(version.translations).toEqual(['0000.04b0', '0000.04e4', '0409.04b0', '0409.04e4']);
  });

  it('is absent with a reason: no resources, paged out, nonsense', () => {
    const plain = buildImage({ sections: [], sizeOfImage: 0x1000 });
    expect(readImage(new SparseMemory().put(BASE, plain), BASE, 0x1000).version).toMatchObject({
      absent: 'unsupported',
    });
    const gone = imageWith(versionResource()).drop(BASE + RSRC);
    expect(readImage(gone, BASE, 0x3000).version).toMatchObject({ absent: 'paged-out' });
    expect(readImage(imageWith([1, 2, 3, 4, 5, 6, 7, 8]), BASE, 0x3000).version).toMatchObject({
      absent: 'unreadable',
    });
  });

  it('keeps what it could read when a node lies about its length', () => {
    const resource = versionResource();
    const at = Buffer.from(resource).indexOf(Buffer.from('FileVersion', 'utf16le')) - 6;
    resource[at] = 0xff;
    resource[at + 1] = 0xff;
    const version = known(readImage(imageWith(resource), BASE, 0x3000).version)!;
    expect(version.strings).toEqual([{ name: 'CompanyName', value: 'Contoso Ltd.' }]);
  });
});

import { describe, expect, test } from 'vitest';
import { fileName } from '../../src/objects/file-name.ts';
import { imageName } from '../../src/objects/image-name.ts';
import { keyPath } from '../../src/objects/key-path.ts';
import { readObjectHeader } from '../../src/objects/object-header.ts';
import { objectNameText, readObjectName } from '../../src/objects/object-name.ts';
import type { Process } from '../../src/objects/processes.ts';
import { readSid, readTokenUser } from '../../src/objects/tokens.ts';
import { handKernel } from './hand-kernel.ts';
import { PagedMemory } from './paged-memory.ts';

const OBJECT = 0x8a000400;

/** A header with the given mask in front of OBJECT, everything mapped. */
function memoryWith(mask: number): PagedMemory {
  return new PagedMemory().map(0x8a000000, 0x1000).words(OBJECT - 0x18, 1, 1, 0, 9 | (mask << 16));
}

function nameOf(memory: PagedMemory, type: string) {
  const kernel = handKernel(memory);
  const name = readObjectName(kernel, readObjectHeader(kernel, OBJECT - 0x18)!, type);
  return name === undefined ? undefined : { directory: name.directory, text: objectNameText(name) };
}

describe('names in optional headers', () => {
  test('directory and name, 10h below the header', () => {
    const memory = memoryWith(2).words(OBJECT - 0x28, 0x93a7b0c0);
    memory.unicode(OBJECT - 0x24, 'KnownDlls', 0xe1000000);
    expect(nameOf(memory, 'Directory')).toEqual({
      directory: 0x93a7b0c0,
      text: { value: 'KnownDlls', source: 'walk', complete: true },
    });
  });

  test('no name header, or an empty name: none', () => {
    expect(nameOf(memoryWith(0), 'Event')).toBeUndefined();
    expect(nameOf(memoryWith(2), 'Event')).toBeUndefined();
  });

  test('a name on a page that is not there is absent with its reason', () => {
    const memory = memoryWith(2).words(OBJECT - 0x24, 0x00140012, 0xe1000000);
    expect(nameOf(memory, 'Event')?.text).toEqual({
      absent: 'not-mapped',
      at: 'e1000000 is not mapped (PT entry is zero or invalid)',
    });
  });
});

describe('files', () => {
  const DEVICE = 0x8a100400;

  /** FILE_OBJECT: Type 5, Size 80h, DeviceObject 4, FileName 30. */
  function fileMemory(): PagedMemory {
    const memory = memoryWith(0).words(OBJECT, 0x00800005, DEVICE);
    return memory.unicode(OBJECT + 0x30, '\\Windows\\System32', 0xe1000000);
  }

  test('the path and the name of the device', () => {
    const memory = fileMemory()
      .map(0x8a100000, 0x1000)
      .words(DEVICE - 0x18, 1, 0, 0, 25 | (2 << 16));
    memory.unicode(DEVICE - 0x24, 'HarddiskVolume1', 0xe1001000);
    expect(nameOf(memory, 'File')?.text).toMatchObject({ value: '\\Windows\\System32 {HarddiskVolume1}' });
  });

  test('the path alone when the device cannot be read', () => {
    expect(nameOf(fileMemory(), 'File')?.text).toMatchObject({ value: '\\Windows\\System32' });
  });

  test('memory that is no file object says so', () => {
    const memory = fileMemory().words(OBJECT, 0x00b80003);
    expect(fileName(handKernel(memory), OBJECT).name).toMatchObject({ absent: 'unreadable' });
  });
});

describe('keys', () => {
  /** Key control block of Windows 7: ParentKcb 28, NameBlock 2c; the name block: length c, name e. */
  function block(memory: PagedMemory, at: number, parent: number, name: string, compressed = true): void {
    memory.map(at, 0xa0).words(at + 0x28, parent, at + 0x400);
    const text = Buffer.from(name, compressed ? 'latin1' : 'utf16le');
    memory.map(at + 0x400, 0x100).words(at + 0x400, compressed ? 1 : 0);
    memory.bytes(at + 0x40c, [text.length, 0]).bytes(at + 0x40e, text);
  }

  function keyMemory(kcb: number): PagedMemory {
    return memoryWith(0).words(OBJECT, 0x6b793032, kcb);
  }

  test('names of the control blocks up to the root, compressed and not', () => {
    const memory = keyMemory(0xe2002000);
    block(memory, 0xe2000000, 0, 'REGISTRY');
    block(memory, 0xe2001000, 0xe2000000, 'MACHINE', false);
    block(memory, 0xe2002000, 0xe2001000, 'SYSTEM');
    expect(keyPath(handKernel(memory), OBJECT)).toEqual({
      value: '\\REGISTRY\\MACHINE\\SYSTEM',
      source: 'walk',
      complete: true,
    });
  });

  test('a parent on a page that is not there: the rest, marked', () => {
    const memory = keyMemory(0xe2002000);
    block(memory, 0xe2002000, 0xe7000000, 'SYSTEM');
    expect(keyPath(handKernel(memory), OBJECT)).toEqual({
      value: '\\...\\SYSTEM',
      source: 'walk',
      complete: false,
    });
  });

  test('a key that is its own ancestor ends', () => {
    const memory = keyMemory(0xe2002000);
    block(memory, 0xe2001000, 0xe2002000, 'b');
    block(memory, 0xe2002000, 0xe2001000, 'a');
    expect(keyPath(handKernel(memory), OBJECT)).toMatchObject({ value: '\\b\\a', complete: false });
  });

  test('an absurd length of a name is refused', () => {
    const memory = keyMemory(0xe2002000);
    block(memory, 0xe2002000, 0, 'x');
    memory.bytes(0xe200240c, [0xff, 0xff]);
    expect(keyPath(handKernel(memory), OBJECT)).toMatchObject({ absent: 'unreadable' });
  });
});

describe('sections', () => {
  test('go by the file they map, when the chain closes', () => {
    const memory = memoryWith(0);
    const [segment, area, file] = [0xe3000000, 0x8a200000, 0x8a300000];
    memory
      .words(OBJECT + 0x14, segment)
      .map(segment, 0x10)
      .words(segment, area);
    memory
      .map(area, 0x50)
      .words(area, segment)
      .words(area + 0x24, file | 4);
    memory
      .map(file, 0x80)
      .words(file, 0x00800005)
      .unicode(file + 0x30, '\\a.dll', 0xe1000000);
    expect(nameOf(memory, 'Section')?.text).toMatchObject({ value: '\\a.dll' });
    memory.words(area, segment + 8);
    expect(nameOf(memory, 'Section')).toBeUndefined();
  });
});

describe('security identifiers', () => {
  // S-1-5-18: LocalSystem; S-1-5-21-... : revision, count, authority big-endian, sub-authorities.
  test.each([
    [[1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0], 'S-1-5-18'],
    [[1, 2, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 0xf4, 1, 0, 0], 'S-1-5-21-500'],
    [[1, 0, 1, 0, 0, 0, 0, 0], 'S-1-1099511627776'],
  ])('%s', (bytes, text) => {
    const memory = new PagedMemory().bytes(0xe4000000, bytes);
    expect(readSid(memory, 0xe4000000)).toMatchObject({ value: text });
  });

  test('what is none', () => {
    const memory = new PagedMemory()
      .bytes(0xe4000000, [2, 1, 0, 0, 0, 0, 0, 5])
      .bytes(0xe4000100, [1, 16, 0, 0]);
    expect(readSid(memory, 0xe4000000)).toMatchObject({ absent: 'unreadable' });
    expect(readSid(memory, 0xe4000100)).toMatchObject({ absent: 'unreadable' });
    expect(readSid(memory, 0xe7000000)).toMatchObject({ absent: 'not-mapped' });
  });

  test('of the user of a token', () => {
    const memory = new PagedMemory().map(0xe5000000, 0x1e0).words(0xe5000090, 0xe5000800);
    memory.words(0xe5000800, 0xe4000000).bytes(0xe4000000, [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]);
    expect(readTokenUser(handKernel(memory), 0xe5000000)).toMatchObject({ value: 'S-1-5-18' });
    memory.words(0xe5000090, 0);
    expect(readTokenUser(handKernel(memory), 0xe5000000)).toMatchObject({
      absent: 'unreadable',
      at: 'the token at e5000000 names no user',
    });
  });
});

describe('image names', () => {
  const process = { address: 0x8a500030, name: 'SearchIndexer.' } as Process;

  test('whole from the audit name, short where that is missing or does not fit', () => {
    const memory = new PagedMemory().map(process.address, 0x2c0);
    expect(imageName(handKernel(memory), process)).toBe('SearchIndexer.');
    memory.words(process.address + 0x1ec, 0xe6000000).map(0xe6000000, 8);
    memory.unicode(0xe6000000, '\\Device\\HarddiskVolume1\\Windows\\SearchIndexer.exe', 0xe6001000);
    expect(imageName(handKernel(memory), process)).toBe('SearchIndexer.exe');
    memory.unicode(0xe6000000, '\\Device\\other.exe', 0xe6001000);
    expect(imageName(handKernel(memory), process)).toBe('SearchIndexer.');
  });
});

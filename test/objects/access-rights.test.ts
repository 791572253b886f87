import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeAccess } from '../../src/objects/access-rights.ts';

describe('describeAccess', () => {
  it('decodes the masks of published handle tables', () => {
    // 74acdc: Object: f850bd48  GrantedAccess: 001fffff  Type: Thread
    expect(describeAccess('Thread', 0x1fffff)).toEqual(['THREAD_ALL_ACCESS']);
    // 0004: Object: 93a7b0c0  GrantedAccess: 00000003  Type: Directory
    expect(describeAccess('Directory', 3)).toEqual(['DIRECTORY_QUERY', 'DIRECTORY_TRAVERSE']);
    // 0008: Object: 8a7cc038  GrantedAccess: 00100020  Type: File
    expect(describeAccess('File', 0x100020)).toEqual(['FILE_EXECUTE', 'SYNCHRONIZE']);
    // 000c: Object: 8a8f26a0  GrantedAccess: 001f0003  Type: Event
    expect(describeAccess('Event', 0x1f0003)).toEqual(['EVENT_ALL_ACCESS']);
  });

  it.each([
    ['Process', 0x1fffff, ['PROCESS_ALL_ACCESS']],
    ['Process', 0x1f0fff, ['PROCESS_ALL_ACCESS']],
    [
      'Process',
      0x1410,
      ['PROCESS_VM_READ', 'PROCESS_QUERY_INFORMATION', 'PROCESS_QUERY_LIMITED_INFORMATION'],
    ],
    ['Key', 0x20019, ['KEY_QUERY_VALUE', 'KEY_ENUMERATE_SUB_KEYS', 'KEY_NOTIFY', 'READ_CONTROL']],
    ['Key', 0xf003f, ['KEY_ALL_ACCESS']],
    ['Section', 6, ['SECTION_MAP_WRITE', 'SECTION_MAP_READ']],
    ['Token', 8, ['TOKEN_QUERY']],
    ['Mutant', 0x100000, ['SYNCHRONIZE']],
    ['ALPC Port', 0x1f0001, ['PORT_ALL_ACCESS']],
    ['WindowStation', 0xf037f, ['WINSTA_ALL_ACCESS']],
    [
      'Desktop',
      0x1ff,
      [
        'DESKTOP_READOBJECTS',
        'DESKTOP_CREATEWINDOW',
        'DESKTOP_CREATEMENU',
        'DESKTOP_HOOKCONTROL',
        'DESKTOP_JOURNALRECORD',
        'DESKTOP_JOURNALPLAYBACK',
        'DESKTOP_ENUMERATE',
        'DESKTOP_WRITEOBJECTS',
        'DESKTOP_SWITCHDESKTOP',
      ],
    ],
    ['Event', 0x80000000, ['GENERIC_READ']],
    ['Event', 0, []],
  ])('%s %i', (type, mask, names) => {
    expect(describeAccess(type, mask)).toEqual(names);
  });

  it('shows bits without a name as hex', () => {
    expect(describeAccess('Key', 0x2c0)).toEqual(['KEY_WOW64_32KEY', '0xc0']);
    expect(describeAccess('SomethingNew', 0x100007)).toEqual(['SYNCHRONIZE', '0x7']);
    expect(describeAccess('constructor', 1)).toEqual(['0x1']);
  });

  it('accounts for every bit', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Thread', 'Key', 'WindowStation', 'Unknown'),
        fc.integer({ min: 0, max: 0xffffffff }),
        (type, mask) => {
          const names = describeAccess(type, mask);
          if (names.length === 1 && names[0].endsWith('_ALL_ACCESS')) return true;
          const bits = names.map((name) => (name.startsWith('0x') ? bitCount(Number(name)) : 1));
          return bits.reduce((sum, n) => sum + n, 0) === bitCount(mask);
        },
      ),
      { seed: 42, numRuns: 3000 },
    );
  });
});

function bitCount(mask: number): number {
  return mask.toString(2).replaceAll('0', '').length;
}

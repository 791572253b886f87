import { describe, expect, it } from 'vitest';
import { decodePlainStruct, decodeStruct } from '../../src/symbols/builtin/layout-text.ts';

describe('layout text', () => {
  it('counts names, gaps and bits on from the field before', () => {
    const struct = decodeStruct('_S 28 0 4 3~4:2 0:3 0:9.1 2~1c', ['A', 'B', 'C', 'D', 'E', 'F']);
    expect(struct.size).toBe(0x28);
    expect([...struct.fields.values()]).toEqual([
      { name: 'A', offset: 0 },
      { name: 'B', offset: 4 },
      { name: 'D', offset: 8, bits: { start: 0, count: 2 } },
      { name: 'E', offset: 8, bits: { start: 2, count: 3 } },
      { name: 'F', offset: 8, bits: { start: 9, count: 1 } },
      { name: 'C', offset: 0x24 },
    ]);
  });

  it('reads hand-written lines', () => {
    const struct = decodePlainStruct('_T 1c First:0 Flag:4:3.1');
    expect(struct).toMatchObject({ name: '_T', size: 0x1c });
    expect([...struct.fields.values()]).toEqual([
      { name: 'First', offset: 0 },
      { name: 'Flag', offset: 4, bits: { start: 3, count: 1 } },
    ]);
  });
});

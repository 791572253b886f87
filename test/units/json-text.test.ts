import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonChunks, jsonString, jsonText } from '../../src/units/json-text.ts';

const joined = (value: unknown) => [...jsonChunks(value)].join('');

describe('JSON text', () => {
  test('is what JSON.stringify writes, whether in pieces or whole', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(jsonText(value))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(joined(value)).toBe(jsonText(value));
      }),
    );
  });

  test('typed arrays, sets and generators are lists, maps are objects', () => {
    function* two() {
      yield 1;
      yield { a: undefined, b: null };
    }
    const value = {
      columns: Uint32Array.of(1, 0xffffffff),
      set: new Set(['x']),
      rows: two(),
      map: new Map([[1, 'y']]),
    };
    expect(joined(value)).toBe(
      '{"columns":[1,4294967295],"set":["x"],"rows":[1,{"b":null}],"map":{"1":"y"}}',
    );
  });

  test('what JSON cannot say is null, big numbers are text', () => {
    expect(joined([Number.NaN, Number.POSITIVE_INFINITY, undefined, () => 1, 2n ** 63n])).toBe(
      '[null,null,null,null,"9223372036854775808"]',
    );
    expect(joined({})).toBe('{}');
    expect(joined([])).toBe('[]');
  });

  test('a circle ends', () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    expect(JSON.parse(joined(circle))).toHaveProperty('self.self.self');
  });

  test('no control character, no override of direction, no lone surrogate gets through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written = jsonString(text);
        expect(written).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b-\u200f]/);
        expect(JSON.parse(written)).toBe(text);
      }),
    );
    expect(jsonString('\u001b[2J\u009b\u202e\ud800')).toBe('"\\u001b[2J\\u009b\\u202e\\ud800"');
  });
});

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownTagNames } from '../../src/pool/tag-names/own-tag-names.ts';
import {
  MAX_POOL_TAG_TEXT,
  PoolTagTextError,
  parsePoolTags,
} from '../../src/pool/tag-names/parse-pool-tags.ts';
import { TagNames } from '../../src/pool/tag-names/tag-names.ts';

const FILE = path.resolve(import.meta.dirname, '../../../shared/data/pooltag/pooltag-2026.txt');

describe('parsePoolTags', () => {
  it('takes the first four characters, trailing blanks included', () => {
    const names = parsePoolTags(
      'Irp  - nt!io - request packets\nPX1 - ndproxy.sys - events\nFsb -  netio.sys    - blocks',
    );
    expect(names.lookup('Irp ')).toEqual({ description: 'request packets', binary: 'nt!io' });
    expect(names.lookup('Irp')).toEqual({ description: 'request packets', binary: 'nt!io' });
    expect(names.lookup('PX1 ')).toEqual({ description: 'events', binary: 'ndproxy.sys' });
    expect(names.lookup('Fsb ')).toEqual({ description: 'blocks', binary: 'netio.sys' });
    expect(names.size).toBe(3);
  });

  it('splits at dashes between blanks only', () => {
    const names = parsePoolTags(
      'A--b - a-b.sys - read-ahead - and write-behind\nStor - nt!store or rdyboost.sys - cache',
    );
    expect(names.lookup('A--b')).toEqual({ description: 'read-ahead - and write-behind', binary: 'a-b.sys' });
    expect(names.lookup('Stor')).toEqual({ description: 'cache', binary: 'nt!store or rdyboost.sys' });
  });

  it('knows when there is no binary', () => {
    const names = parsePoolTags('Even - <unknown>    - Event things\nATmp - mount point');
    expect(names.lookup('Even')).toEqual({ description: 'Event things' });
    expect(names.lookup('ATmp')).toEqual({ description: 'mount point' });
  });

  it('skips comments and lines of another form, with either line end', () => {
    const text =
      '// Thre - a - b\r\nrem\r\nREM Proc - a - b\r\n\r\n      <unknown>\r\nQUIC tags are Qc00\r\n\u001a\r\nThre - nt!ps - threads\r\n';
    const names = parsePoolTags(text);
    expect([...names]).toEqual([['Thre', { description: 'threads', binary: 'nt!ps' }]]);
  });

  it('lets the first of two equal tags count', () => {
    expect(parsePoolTags('Lr?? - a.sys - one\nLr?? - b.sys - two').lookup('Lrxx')?.description).toBe('one');
  });
});

describe('lookup', () => {
  const names = parsePoolTags(
    [
      'G??? - a - any G',
      'Gh?? - a - any Gh',
      'Gh?5 - a - surfaces',
      'Gh05 - a - exact',
      'Aml* - a - aml',
      'Bu*  - a - bus',
    ].join('\n'),
  );

  it.each([
    ['Gh05', 'exact'],
    ['Gh15', 'surfaces'],
    ['Gh1x', 'any Gh'],
    ['Gx15', 'any G'],
    ['Gh 5', 'surfaces'],
    ['Amlx', 'aml'],
    ['Aml ', 'aml'],
    ['Bu1 ', 'bus'],
    ['B123', undefined],
    ['gh05', undefined],
    ['', undefined],
    ['Gh055', undefined],
  ])('%j', (tag, description) => {
    expect(names.lookup(tag)?.description).toBe(description);
  });

  it('prefers the exact tag, then the longest literal beginning', () => {
    const character = fc.constantFrom('a', 'b', '?');
    const pattern = fc.array(character, { minLength: 4, maxLength: 4 }).map((c) => c.join(''));
    const tag = fc.array(fc.constantFrom('a', 'b'), { minLength: 4, maxLength: 4 }).map((c) => c.join(''));
    const beginning = (text: string) => `${text}?`.indexOf('?');
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 12 }), tag, (patterns, wanted) => {
        const all = new TagNames();
        for (const text of patterns) all.add(text, { description: text });
        const matching = patterns.filter((text) => [...text].every((c, i) => c === '?' || c === wanted[i]));
        const found = all.lookup(wanted)?.description;
        if (found === undefined) return matching.every((text) => text === '????');
        return matching.includes(found) && matching.every((text) => beginning(text) <= beginning(found));
      }),
      { seed: 20100412, numRuns: 2000 },
    );
  });
});

describe('hostile lists', () => {
  it('refuses a text above the limit and says the size', () => {
    const text = 'x'.repeat(MAX_POOL_TAG_TEXT + 1);
    expect(() => parsePoolTags(text)).toThrow(PoolTagTextError);
    expect(() => parsePoolTags(text)).toThrow('pool tag list has 16777217 characters; at most 16777216');
  });

  it('cuts endless lines', () => {
    const name = parsePoolTags(`Thre - nt!ps - ${'x'.repeat(1_000_000)}`).lookup('Thre');
    expect(name?.description.length).toBeLessThan(512);
  });

  it('keeps no more than a bounded number of tags', () => {
    const lines = Array.from({ length: 250_000 }, (_, i) => `${i.toString(36).padStart(4, '0')} - a - b`);
    expect(parsePoolTags(lines.join('\n')).size).toBe(200_000);
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('T', 'h', ' ', '-', '\n', '\r', '*', '?', '\0', '\ufeff', '–') }),
        (text) => {
          for (const [tag, { description }] of parsePoolTags(text)) {
            if (tag.length !== 4 || description === '') return false;
          }
          return true;
        },
      ),
      { seed: 1, numRuns: 3000 },
    );
  });
});

/** Descriptions that the published transcripts print; all others are our own words. */
const PUBLISHED: readonly (readonly [tag: string, description: string, binary: string | undefined])[] = [
  ['Thre', 'Thread objects', 'nt!ps'],
  ['CM31', 'Internal Configuration manager allocations', 'nt!cm'],
  ['CM25', 'Internal Configuration manager allocations', 'nt!cm'],
  ['CIcr', 'Code Integrity allocations for image integrity checking', 'ci.dll'],
  ['MmRe', 'ASLR relocation blocks', 'nt!mm'],
  ['ClfI', 'CLFS Log marshal buffer lookaside list', 'clfs.sys'],
  ['MmSt', 'Mm section object prototype ptes', 'nt!mm'],
  ['VmbK', 'Volume Manager Extension', 'volmgrx.sys'],
  ['Pool', 'Pool tables, etc.', undefined],
  ['Mm  ', 'general Mm Allocations', 'nt!mm'],
  ['EtwB', 'Etw Buffer', 'nt!etw'],
];

describe('our own table', () => {
  const own = ownTagNames();

  it.each(PUBLISHED)('%s is described as in the transcripts', (tag, description, binary) => {
    expect(own.lookup(tag)).toEqual(binary === undefined ? { description } : { description, binary });
  });

  it('leaves tags of unknown drivers unknown', () => {
    for (const tag of ['MSKK', 'nVsC', 'netv', 'TeSt', 'Leak', '....'])
      expect(own.lookup(tag)).toBeUndefined();
  });

  it('covers objects, file systems, network, windows', () => {
    expect(own.size).toBeGreaterThanOrEqual(300);
    for (const [tag, binary] of [
      ['Toke', 'nt!se'],
      ['Obtb', 'nt!ob'],
      ['Ntfx', 'ntfs.sys'],
      ['AfdZ', 'afd.sys'],
      ['Gh15', 'win32k.sys'],
      ['Uskb', 'win32k.sys'],
      ['LSwn', 'srv.sys'],
    ]) {
      expect(own.lookup(tag)?.binary).toBe(binary);
    }
  });

  it('is short, plain text', () => {
    for (const [tag, { description }] of own) {
      expect(tag).toMatch(/^[\x20-\x7e]{4}$/);
      expect(description).toMatch(/^[\x20-\x7e]{3,60}$/);
    }
  });
});

describe.skipIf(!existsSync(FILE))("a user's pooltag.txt", () => {
  const text = existsSync(FILE) ? readFileSync(FILE, 'latin1') : '';
  const names = parsePoolTags(text);

  it('is read whole', () => {
    expect(names.size).toBeGreaterThan(4400);
    expect(names.lookup('Thre')).toEqual({ description: 'Thread objects', binary: 'nt!ps' });
    expect(names.lookup('CM31')?.binary).toBe('nt!cm');
    expect(names.lookup('PX2 ')?.binary).toBe('ndproxy.sys');
    expect(names.lookup('Fsb ')?.binary).toBe('netio.sys');
    expect(names.lookup('Pool')).toEqual({ description: 'Pool tables, etc.' });
    expect(names.lookup('MSKK')).toBeUndefined();
    // Every line with a tag and a dash, comments and the few lines of prose apart.
    const lines = text.split(/\r?\n/).filter((line) => /^.{4}\s*-/.test(line) && !/^(\/\/|rem)/i.test(line));
    const distinct = new Set(lines.map((line) => line.slice(0, 4)));
    expect(names.size).toBeGreaterThanOrEqual(distinct.size - 5);
  });

  it('reads the same with other line ends', () => {
    expect([...parsePoolTags(text.replaceAll('\n', '\r\n'))]).toEqual([...names]);
  });

  it('shares no description with our own table', () => {
    const published = new Set(PUBLISHED.map(([, description]) => description));
    const theirs = new Set([...names].map(([, { description }]) => description.toLowerCase()));
    const same = [...ownTagNames()]
      .map(([, { description }]) => description)
      .filter((description) => !published.has(description) && theirs.has(description.toLowerCase()));
    expect(same).toEqual([]);
  });
});

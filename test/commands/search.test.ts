import { describe, expect, test } from 'vitest';
import { buildDump } from '../builder/build.ts';
import { ask, sessionOf } from '../fakes/session.ts';

const session = sessionOf(
  buildDump({ name: 'driver-paged-pool', scale: 0.0005, kind: 'kernel', lean: true }).bytes,
);
// The article: push 4B4B534Dh at 9196b323, in SIoctl (91967000 .. 9196f000).
const PUSH = '9196b324  4d 53 4b 4b 68 00 10 00-00 6a 01 ff 15 10 90 96  MSKKh....j......';

describe('s', () => {
  test.each([
    's -a 91967000 9196f000 "MSKK"',
    's -a SIoctl L8000 MSKK',
    's-a 91967000 9196f000 "MSKK"',
    's-[l4]b 91967000 L?8000 4d 53 4b 4b',
    's 91967000 9196f000 4d 53 4b 4b',
    "S -b 91967000 9196f000 'MSKK'",
  ])('%s', (line) => {
    expect(ask(session, line)).toEqual([PUSH]);
  });

  test('words of four bytes at their multiples', () => {
    expect(ask(session, 's-d 91967000 L2000 4b4b534d')).toEqual([
      '9196b324  4b4b534d 00100068 ff016a00 96901015  MSKKh....j......',
    ]);
  });

  test.each([
    ['s -b 91967000 L8000 1ff', "Overflow error at '1ff'"],
    ['s -w 91967000 L8000 12345', "Overflow error at '12345'"],
    ["s -b 91967000 L8000 4d '53", "Numeric expression missing from ''53'"],
    ['s -a 91967000 L8000 ""', 'nothing between the quotes'],
    ['s -a 91967000 91967000 "x"', "Range error in '91967000': it ends before it starts"],
    ['s -d 80000000 L?80000000 1', "Range error in 'L?80000000': it ends behind ffffffff"],
    ['s -a 0 ffffffff "x"', 'more than 256 MB need L?'],
  ])('%s is refused: %s', (line, why) => {
    expect(() => ask(session, line)).toThrow(why);
  });
});

describe('!for_each_module', () => {
  test.each([
    '!for_each_module s -a @#Base @#End "MSKK"',
    '!for_each_module "s -a @#Base @#End \\"MSKK\\""',
    '!for_each_module s-b @#Base @#End 4d 53 4b 4b',
  ])('%s', (line) => {
    const hits = ask(session, line);
    // The text of the article, and other drivers' tables of tags, come before it.
    expect(hits.at(0)).toMatch(/^83184218 {2}4d 53 4b 4b 67 00/);
    expect(hits).toContain(PUSH);
  });
});

describe('u', () => {
  test('says where and why the bytes end', () => {
    // The last two bytes of the page that holds the push; the next is not there.
    expect(ask(session, 'u 9196bffe')).toEqual([
      '9196bffe 0000            add     byte ptr [eax],al',
      '9196c000 ????????        ???',
      '9196c000 is not mapped (PT entry is zero or invalid)',
    ]);
    expect(ask(session, 'u 9196bffe L1')).toHaveLength(1);
  });

  test('ub says why there is nothing in front', () => {
    // Nothing is mapped in front of SIoctl.
    expect(ask(session, 'ub 91967000')).toEqual(['91966fff is not mapped (PT entry is zero or invalid)']);
    expect(ask(session, 'ub 9196b335 L1')).toEqual([
      '9196b32f ff1510909691    call    dword ptr [SIoctl+0x2010 (91969010)]',
    ]);
  });
});

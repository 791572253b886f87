import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildDump } from '../builder/build.ts';
import { ask, sessionOf } from '../fakes/session.ts';
import { outcomeOf } from './outcome.ts';

const PAGE = 0x1000;
const COMMANDS = ['vertarget', 'lm', '!vm 5', '!process 0 0', '!poolused 4', '!pool 84003000', 'k'];
const kernel = new Uint8Array(
  readFileSync(resolve(import.meta.dirname, '../../dumps/driver-paged-pool.dmp')),
);
const complete = buildDump({ name: 'healthy', scale: 0, kind: 'complete', lean: true }).bytes;

function refusal(bytes: Uint8Array): string {
  try {
    sessionOf(bytes);
    return 'opened';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a kernel dump', () => {
  test('cut at every page', () => {
    for (let end = 0; end < kernel.length; end += PAGE) outcomeOf(kernel.subarray(0, end), COMMANDS);
  });

  test('cut inside its headers', () => {
    for (let end = 0; end < 0x1100; end += 13) outcomeOf(kernel.slice(0, end), ['lm']);
  });

  test('says where it is cut', () => {
    const cut = (end: number) => refusal(kernel.slice(0, end));
    expect(cut(0)).toBe('The file is empty (0 bytes). Was the copy finished?');
    expect(cut(0xfff)).toBe(
      'The file is cut: 4095 bytes, and the header of a 32-bit dump alone takes 4096. Copy it again.',
    );
    expect(cut(0x1000)).toBe('The summary header at offset 1000h is missing: DUMP was expected at 1004h.');
    expect(cut(0x2000)).toBe(
      'The file ends at 2000h, inside the bitmap (64976 bytes from 1020h): no page can be found.',
    );
    expect(cut(0x11000)).toMatch(
      /^No page tables lead to the loaded module list .* The file is cut too early/,
    );
  });

  test('without its last page it is read, and the page is missed', () => {
    const session = sessionOf(kernel.subarray(0, kernel.length - PAGE));
    expect(session.kernel.notes).toEqual([
      'The file is cut: 937984 bytes where the bitmap needs 942080; 1 of 213 pages are missing.',
    ]);
    expect(ask(session, 'lm')).toHaveLength(18);
  });
});

describe('a complete dump', () => {
  test('cut at pages all over it', () => {
    const step = 37 * PAGE;
    for (let end = PAGE; end < complete.length; end += step) outcomeOf(complete.subarray(0, end), COMMANDS);
    for (let end = complete.length - 16 * PAGE; end < complete.length; end += PAGE)
      outcomeOf(complete.subarray(0, end), COMMANDS);
  });

  test('without its last page it is read, and the page is missed', () => {
    const session = sessionOf(complete.subarray(0, complete.length - PAGE));
    expect(session.kernel.notes).toEqual([
      `The file is cut: ${complete.length - PAGE} bytes where the runs need ${complete.length}; 1 of 1895 pages are missing.`,
    ]);
  });
});

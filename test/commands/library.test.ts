import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CommandError, DumpError, openDump, runCommand, type Session, walkPool } from '../../src/index.ts';

const SAMPLE = join(resolve(import.meta.dirname, '../../dumps'), 'driver-paged-pool.dmp');
const dump = openDump(SAMPLE);
afterAll(() => dump.close());

function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('arguments from plain JavaScript', () => {
  test.each([
    [undefined, "line must be a string such as '!vm 5', not undefined"],
    [null, "line must be a string such as '!vm 5', not null"],
    [4, "line must be a string such as '!vm 5', not number"],
  ])('runCommand(dump, %s)', (line, message) => {
    expect(thrown(() => runCommand(dump, line as unknown as string))).toEqual(new TypeError(message));
  });

  test('runCommand of no dump, openDump of no path', () => {
    const none = undefined as unknown as Session;
    expect(thrown(() => runCommand(none, 'lm'))).toEqual(new TypeError('dump must be what openDump answers'));
    expect(thrown(() => openDump(undefined as unknown as string))).toEqual(
      new TypeError('path must be a string, not undefined'),
    );
  });

  test('a mistake in a command stays a CommandError', () => {
    expect(thrown(() => runCommand(dump, '!nothing'))).toBeInstanceOf(CommandError);
  });
});

test.each(['lm', '!process 0 7', 's -a 91967000 9196f000 "MSKK"', '!poolfind MSKK 1', '!handle 0 3 4'])(
  'the lines of %s can be read twice',
  (line) => {
    const { lines } = runCommand(dump, line);
    const first = [...lines];
    expect(first).not.toEqual([]);
    expect([...lines]).toEqual(first);
  },
);

describe('errors tell themselves apart by a code', () => {
  test('a file that is not there: the system has its own code', () => {
    expect(thrown(() => openDump('/nonexistent.dmp'))).toMatchObject({
      code: 'ERR_DUMP_UNOPENED',
      kind: 'unopened',
      cause: { code: 'ENOENT' },
    });
  });

  test('a file of another kind, and each kind has its code', () => {
    expect(thrown(() => openDump(import.meta.filename))).toMatchObject({ code: 'ERR_DUMP_REFUSED' });
    expect(new DumpError('damaged', 'x').code).toBe('ERR_DUMP_DAMAGED');
  });
});

test('what is no tag or no pool is refused, not found nowhere', () => {
  const pool = walkPool(dump);
  expect(thrown(() => pool.find('Threads'))).toEqual(new RangeError('"Threads" is no pool tag'));
  expect(thrown(() => pool.find('Thre', 'big' as never))).toEqual(
    new RangeError('"big" is none of nonpaged, paged, special, session, unknown'),
  );
  expect([...pool.find('MSKK', 'session')]).toEqual([]);
});

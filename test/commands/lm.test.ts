import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSession } from '../../src/analysis/open-session.ts';
import { ask, askJson } from '../fakes/session.ts';

const DUMPS = resolve(import.meta.dirname, '../../dumps');
const session = openSession(join(DUMPS, 'driver-paged-pool.dmp'));
const HEADING = 'start    end        module name';

/** Last words of the lines between the heading and the unloaded modules. */
function named(line: string): string[] {
  const lines = ask(session, line).slice(1);
  const end = lines.indexOf('');
  return (end < 0 ? lines : lines.slice(0, end)).map((one) => one.split(/\s+/)[2]);
}

describe('columns', () => {
  // 1: kd> lmtn m SI*
  // start    end        module name
  // 91967000 9196f000   SIoctl   SIoctl.sys   Mon Apr 12 09:37:08 2010 (4BC2E9C4)
  test.each([
    ['lmtn m SI*', '91967000 9196f000   SIoctl   SIoctl.sys   Mon Apr 12 09:37:08 2010 (4BC2E9C4)'],
    ['lm t n m SI*', '91967000 9196f000   SIoctl   SIoctl.sys   Mon Apr 12 09:37:08 2010 (4BC2E9C4)'],
    ['lmt m SI*', '91967000 9196f000   SIoctl   Mon Apr 12 09:37:08 2010 (4BC2E9C4)'],
    ['lmn m SI*', '91967000 9196f000   SIoctl   SIoctl.sys'],
    ['lm i m SI*', '91967000 9196f000   SIoctl   SIoctl.sys     (deferred)'],
    ['lmf m SI*', '91967000 9196f000   SIoctl   SIoctl.sys'],
    ['lm c m SI*', '91967000 9196f000   SIoctl     (deferred) CheckSum: 000106CF'],
    // As a link of the debugger's window is pasted.
    ['lmDmSIoctl', '91967000 9196f000   SIoctl     (deferred)'],
    ['lmk m SI*', '91967000 9196f000   SIoctl     (deferred)'],
    ['lml m nt', '82e17000 83227000   nt         (export symbols)'],
    ['lme a 9196b324', '91967000 9196f000   SIoctl     (no symbols)'],
  ])('%s', (line, row) => {
    expect(ask(session, line)).toEqual([HEADING, row]);
  });

  test('f is the whole path', () => {
    expect(ask(session, 'lmf m volmgrx')[1]).toMatch(/^83413000 8341b000 {3}volmgrx {2}\S+\\volmgrx\.sys$/i);
  });
});

describe('which modules', () => {
  test('l has symbols of some kind, e has no symbol file: exports are both', () => {
    expect(named('lml')).toEqual(['nt', 'win32k']);
    expect(named('lme')).toContain('nt');
    expect(named('lme')).toContain('SIoctl');
  });

  test('o leaves the unloaded ones out', () => {
    expect(ask(session, 'lm')).toContain('Unloaded modules:');
    expect(ask(session, 'lmo')).not.toContain('Unloaded modules:');
    expect(ask(session, 'lmo')).toHaveLength(ask(session, 'lm1m').length + 1);
  });

  test('sm sorts by name whatever the case, otherwise by address', () => {
    const byName = named('lm sm o');
    expect(byName.slice(0, 3)).toEqual(['ci', 'CLFS', 'hal']);
    expect(named('lmo').slice(0, 3)).toEqual(['nt', 'hal', 'ci']);
  });

  test('M goes by the path', () => {
    expect(named('lm M *SIoctl.sys')).toEqual(['SIoctl']);
    expect(askJson(session, 'lm m *SIoctl.sys')).toMatchObject({ modules: [] });
  });

  test('what fits nothing is told, with the name that would', () => {
    expect(ask(session, 'lmvm SIoctl.sys')).toEqual([
      HEADING,
      'No module is called SIoctl.sys: names have no extension, as in SIoctl.',
    ]);
    expect(ask(session, 'lm m nothere')[1]).toBe('No module is called nothere.');
    expect(ask(session, 'lma 1000')[1]).toBe('No module lies at 00001000.');
  });

  test('u alone has nothing to list and says why; with k the kernel is listed', () => {
    expect(ask(session, 'lmu')).toEqual([
      HEADING,
      expect.stringContaining('User-mode modules are not listed'),
      expect.stringContaining('kernel dumps leave out'),
    ]);
    expect(askJson(session, 'lmu')).toEqual({ modules: [], unloaded: [], userModules: 'not listed' });
    expect(named('lmku m SI*')).toEqual(['SIoctl']);
  });
});

describe('what it does not know', () => {
  test.each([
    ['lmp', 'lm p is not supported: a dump does not tell which file'],
    ['lmx', "lm: unknown option 'x'; help lm lists them"],
    ['lms', "lm: unknown option 's'"],
    ['lm m', 'lm m needs a pattern'],
    ['lma', 'lm a needs an address'],
    ['lmle', 'lm l and lm e exclude each other.'],
  ])('%s', (line, message) => {
    expect(() => ask(session, line)).toThrow(message);
  });
});

test('!lmi shows one module as lmv does, by name or by an address in it', () => {
  const details = ask(session, 'lmv m SIoctl');
  expect(details).toContain('    CheckSum:         000106CF');
  expect(ask(session, '!lmi sioctl')).toEqual(details);
  expect(ask(session, '!lmi 9196b324 - 1')).toEqual(details);
  expect(() => ask(session, '!lmi 10')).toThrow("No module lies at '10'");
});

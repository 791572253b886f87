import { describe, expect, test } from 'vitest';
import { cacheFolder } from '../../src/symbols/cache-folder.ts';
import { defaultDownstream, parseSymbolPath } from '../../src/symbols/symbol-path.ts';

const MICROSOFT = 'https://msdl.microsoft.com/download/symbols';
const local = (path: string) => ({ kind: 'local', path });
const server = (url: string) => ({ kind: 'server', url });

describe('symbol path', () => {
  test('folders are split by semicolons, empty elements are ignored', () => {
    expect(parseSymbolPath('C:\\symbols;; /srv/pdb ;')).toEqual([
      { kind: 'place', path: 'C:\\symbols' },
      { kind: 'place', path: '/srv/pdb' },
    ]);
  });

  test('srv with a store and a server, in any case', () => {
    expect(parseSymbolPath('SRV*c:\\sym*http://host/sym/')).toEqual([
      { kind: 'server', stores: [local('c:\\sym'), server('http://host/sym')] },
    ]);
  });

  test('srv with several stores keeps their order', () => {
    expect(parseSymbolPath('srv*a*b*c')).toEqual([
      { kind: 'server', stores: [local('a'), local('b'), local('c')] },
    ]);
  });

  test('srv alone is the default store and the public server', () => {
    const stores = [local(defaultDownstream()), server(MICROSOFT)];
    expect(parseSymbolPath('srv*')).toEqual([{ kind: 'server', stores }]);
  });

  test('an empty part is the default store', () => {
    expect(parseSymbolPath('srv**http://host/sym')).toEqual([
      { kind: 'server', stores: [local(defaultDownstream()), server('http://host/sym')] },
    ]);
  });

  test('the long form names a DLL first', () => {
    expect(parseSymbolPath('symsrv*symsrv.dll*a*http://host')).toEqual([
      { kind: 'server', stores: [local('a'), server('http://host')] },
    ]);
  });

  test('cache with and without a folder', () => {
    expect(parseSymbolPath('cache*c:\\cache;cache*')).toEqual([
      { kind: 'cache', path: 'c:\\cache' },
      { kind: 'cache', path: defaultDownstream() },
    ]);
  });

  test('a bare address is a server', () => {
    expect(parseSymbolPath('https://host/sym')).toEqual([
      { kind: 'server', stores: [server('https://host/sym')] },
    ]);
  });

  test('an unknown keyword is a place', () => {
    expect(parseSymbolPath('odd*name')).toEqual([{ kind: 'place', path: 'odd*name' }]);
  });
});

test('the cache folder follows XDG_CACHE_HOME', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/var/cache/me' })).toBe('/var/cache/me/analyze-dump');
  expect(cacheFolder({})).toMatch(/[\\/]\.cache[\\/]analyze-dump$/);
});

import { describe, expect, test } from 'vitest';
import { type CompletionWords, completeLine } from '../../src/commands/completion.ts';
import { commands, findCommand } from '../../src/commands/registry.ts';

const words: CompletionWords = {
  commands: () => commands,
  find: findCommand,
  tags: () => ['MSKK', 'MmSt', 'Mm', 'Thre', 'a\u001bb'],
  modules: () => ['nt', 'ntfs', 'SIoctl', 'evil\u001b[2J'],
  symbols: (module, start) =>
    module.toLowerCase() === 'nt'
      ? ['ExAllocatePool', 'ExAllocatePoolWithTag', 'ExFreePool'].filter((name) =>
          name.toLowerCase().startsWith(start.toLowerCase()),
        )
      : [],
  processes: () => [
    { name: 'TestApp.exe', address: '8947ea58' },
    { name: 'svchost.exe', address: '84655610' },
    { name: 'svchost.exe', address: '84655900' },
    { name: 'e\u202evil', address: '84650000' },
  ],
};
const complete = (line: string) => completeLine(line, words);

describe('completion', () => {
  test.each([
    // Commands, also behind a semicolon; quotes hide one.
    ['!poolf', '!poolf', ['!poolfind']],
    ['!vm 5; .form', '.form', ['.formats']],
    ['.echo "a;b', '"a;b', []],
    ['VERT', 'VERT', ['vertarget']],
    ['help !poolu', '!poolu', ['!poolused']],
    // Tags keep their case.
    ['!poolfind Mm', 'Mm', ['Mm', 'MmSt']],
    ['!poolfind mm', 'mm', []],
    ['!poolused 4 Th', 'Th', ['Thre']],
    // Modules, and symbols behind the mark, anywhere in an expression.
    ['lm m si', 'si', ['SIoctl']],
    ['ln nt', 'nt', ['nt!', 'ntfs!']],
    ['? SI', 'SI', ['SIoctl!']],
    ['ln nt!exallocatepoolw', 'nt!exallocatepoolw', ['nt!ExAllocatePoolWithTag']],
    ['dd poi(nt!ExF', 'nt!ExF', ['nt!ExFreePool']],
    ['ln none!x', 'none!x', []],
    // A process that only one has becomes its address.
    ['.process Test', 'Test', ['8947ea58']],
    ['.process 8946', '8946', []],
    ['.process 8947', '8947', ['8947ea58']],
    // The filter.
    ['lm | f', 'f', ['find', 'findstr']],
    ['lm |', '', ['find', 'findstr']],
    // Nothing to offer.
    ['!nothing x', '', []],
    ['.bugcheck x', '', []],
    ['', '', expect.arrayContaining(['!vm', 'lm', 'q'])],
  ])('%s', (line, word, candidates) => {
    expect(complete(line)).toMatchObject({ word, candidates });
  });

  test('processes that share a name are shown with their addresses, to choose from', () => {
    expect(complete('.process svc')).toEqual({
      word: 'svc',
      candidates: ['84655610 (svchost.exe)', '84655900 (svchost.exe)'],
      isChoice: true,
    });
  });

  test('names that cannot be typed are not offered', () => {
    const offered = [complete('lm m '), complete('!poolfind '), complete('.process ')].flatMap(
      (one) => one.candidates,
    );
    expect(offered.join('')).not.toMatch(/[^\x20-\x7e]/);
    expect(offered.join(' ')).not.toContain('evil');
  });

  test('millions of symbols are cut', () => {
    const endless: CompletionWords = {
      ...words,
      *symbols() {
        for (let i = 0; ; i++) yield `f${i}`;
      },
    };
    expect(completeLine('ln nt!f', endless).candidates.length).toBeLessThan(1000);
  });
});

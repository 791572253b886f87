import { describe, expect, it } from 'vitest';
import { sitesOfTag } from '../../src/code/allocation-site.ts';
import { findAllocationSites } from '../../src/code/call-sites.ts';
import { runTask } from '../../src/units/task.ts';
import {
  code,
  DATA_SECTION,
  DRIVER,
  NT,
  PAGE,
  RDATA,
  relative,
  routine,
  slot,
  TEXT,
  TestSystem,
  tag,
} from './driver-builder.ts';

const MSKK = tag('MSKK');
const PROLOGUE = '8bff 55 8bec';
const IMPORTS = ['ExAllocatePoolWithTag', 'ExFreePoolWithTag', 'KeSetEvent', 'DbgPrint'] as const;

/** One driver with the bytes given, beside the kernel. */
function driver(put: Readonly<Record<number, readonly number[]>>, more = {}): TestSystem {
  return new TestSystem().add({ imports: IMPORTS, put, ...more });
}

/** What matters of the sites, RVAs for addresses. */
function summary(system: TestSystem): unknown[] {
  return system.sites().sites.map((site) => ({
    tagAt: site.tagAt - site.moduleBase,
    callAt: site.callAt - site.moduleBase,
    from: site.tagFrom,
    through: site.through,
    size: site.size,
    type: site.poolType,
    confidence: site.confidence,
  }));
}

describe('shapes of call sites', () => {
  it('push, push, push, call through the import slot, in a loop: the article', () => {
    // 9196b323 push 4B4B534Dh .. 9196b32f call dword ptr [SIoctl+0x2010] .. 9196b336 jne 9196b323
    const put = {
      [PAGE + 0x310]: code(PROLOGUE, '56'),
      [PAGE + 0x323]: code('68', MSKK, '68', 0x1000, '6a01 ff15', slot(0), '4e 75eb cc eb07'),
    };
    const [site, ...others] = driver({ ...put, [PAGE + 0x316]: new Array(13).fill(0x90) }).sites().sites;
    expect(others).toEqual([]);
    expect(site).toMatchObject({
      module: 'driver',
      tag: MSKK,
      tagAt: DRIVER + PAGE + 0x323,
      callAt: DRIVER + PAGE + 0x32f,
      tagFrom: 'push',
      through: 'import slot',
      slot: slot(0),
      allocator: 'ExAllocatePoolWithTag',
      size: 0x1000,
      poolType: 1,
      functionStart: DRIVER + PAGE + 0x310,
      functionName: 'driver+0x2310',
      loop: { from: DRIVER + PAGE + 0x336, to: DRIVER + PAGE + 0x323 },
      confidence: 'certain',
    });
    expect(site.why).toBe(
      "the push at 8b002323 makes 'MSKK' the tag of ExAllocatePoolWithTag, called at 8b00232f through the slot 8b003000",
    );
  });

  it('the import held in a register through a loop', () => {
    // push esi; mov esi,[slot]; L: push tag; push 200h; push 0; call esi; dec edi; jne L; pop esi; ret
    const put = {
      [TEXT]: code(PROLOGUE, '56 8b35', slot(0), '68', MSKK, '68', 0x200, '6a00 ffd6 4f 75ef 5e 5d c3'),
    };
    expect(summary(driver(put))).toEqual([
      {
        tagAt: TEXT + 12,
        callAt: TEXT + 24,
        from: 'push',
        through: 'register',
        size: 0x200,
        type: 0,
        confidence: 'certain',
      },
    ]);
    expect(driver(put).sites().sites[0].loop).toEqual({ from: DRIVER + TEXT + 27, to: DRIVER + TEXT + 12 });
  });

  it('a loop that is entered at its end', () => {
    // mov esi,[slot]; jmp C; L: push tag; push 20h; push 1; call esi; C: dec edi; jne L; ret
    const body = code('68', MSKK, '6a20 6a01 ffd6');
    const put = {
      [TEXT]: code(PROLOGUE, '8b35', slot(0), 'eb0b', ...['']).concat(body, code('4f 75f2 5d c3')),
    };
    expect(summary(driver(put))).toEqual([
      {
        tagAt: TEXT + 13,
        callAt: TEXT + 22,
        from: 'push',
        through: 'register',
        size: 0x20,
        type: 1,
        confidence: 'certain',
      },
    ]);
  });

  it('arguments stored to the stack: mov [esp+8],imm32', () => {
    // sub esp,0Ch; mov [esp+8],tag; mov [esp+4],300h; mov [esp],1; call [slot]; ret
    const put = {
      [TEXT]: code('55 89e5 83ec0c c7442408', MSKK, 'c7442404', 0x300, 'c70424', 1, 'ff15', slot(0), 'c9 c3'),
    };
    expect(summary(driver(put))).toEqual([
      {
        tagAt: TEXT + 6,
        callAt: TEXT + 29,
        from: 'store',
        through: 'import slot',
        size: 0x300,
        type: 1,
        confidence: 'certain',
      },
    ]);
  });

  it('the tag in a register', () => {
    // mov eax,tag; push eax; push 10h; push 0; call [slot]
    const put = { [TEXT]: code(PROLOGUE, 'b8', MSKK, '50 6a10 6a00 ff15', slot(0), '5d c3') };
    expect(summary(driver(put))).toEqual([
      {
        tagAt: TEXT + 5,
        callAt: TEXT + 15,
        from: 'register',
        through: 'import slot',
        size: 0x10,
        type: 0,
        confidence: 'certain',
      },
    ]);
  });

  it('the tag in a local variable', () => {
    // sub esp,8; mov [ebp-4],tag; push [ebp-4]; push 10h; push 0; call [slot]
    const put = { [TEXT]: code(PROLOGUE, '83ec08 c745fc', MSKK, 'ff75fc 6a10 6a00 ff15', slot(0), 'c9 c3') };
    expect(summary(driver(put))).toMatchObject([{ tagAt: TEXT + 8, from: 'store', confidence: 'certain' }]);
  });

  it('the tag in a global variable, by its current value', () => {
    const site = (variable: number) => ({
      [TEXT]: code(PROLOGUE, 'ff35', DRIVER + variable, '6a10 6a00 ff15', slot(0), '5d c3'),
    });
    const written = driver({ ...site(DATA_SECTION + 8), [DATA_SECTION + 8]: code('', MSKK) }).sites().sites;
    expect(written).toMatchObject([
      {
        tag: MSKK,
        tagFrom: 'global',
        global: DRIVER + DATA_SECTION + 8,
        tagAt: DRIVER + TEXT + 5,
        confidence: 'probable',
      },
    ]);
    expect(written[0].why).toContain('may have held another tag before');
    const fixed = driver({ ...site(RDATA + 0x100), [RDATA + 0x100]: code('', MSKK) });
    expect(fixed.sites().sites).toMatchObject([{ tag: MSKK, confidence: 'certain' }]);
  });

  it('a thunk that jumps through the slot', () => {
    // 1000: push tag; push 40h; push 1; call 1040; ret ... 1040: jmp [slot]
    const put = {
      [TEXT]: code('68', MSKK, '6a40 6a01').concat(relative('e8', TEXT + 9, TEXT + 0x40), code('c3')),
      [TEXT + 0x40]: code('ff25', slot(0)),
    };
    expect(driver(put).sites().sites).toMatchObject([
      {
        tag: MSKK,
        callAt: DRIVER + TEXT + 9,
        through: 'thunk',
        wrapper: 'driver+0x1040',
        size: 0x40,
        poolType: 1,
        confidence: 'certain',
      },
    ]);
  });

  it('a direct call inside the kernel', () => {
    const at = 0x2000;
    const put = code('8bff558bec 68', tag('Thre'), '68', 0x2e0, '6a00').concat(
      relative('e8', at + 17, 0x1000),
      code('5d c3'),
    );
    const system = new TestSystem();
    system.memory.put(NT + at, put);
    expect(system.sites().sites).toMatchObject([
      {
        module: 'nt',
        tag: tag('Thre'),
        tagAt: NT + at + 5,
        through: 'direct call',
        size: 0x2e0,
        poolType: 0,
        confidence: 'certain',
      },
    ]);
  });

  it("a tail call: what is left on the stack are the function's own arguments", () => {
    // f(type, size, tag): jmp ExAllocatePoolWithTag; caller pushes the tag.
    const put = {
      [TEXT]: code('68', MSKK, '6a30 6a01').concat(relative('e8', TEXT + 9, TEXT + 0x40), code('c3')),
      [TEXT + 0x40]: code(PROLOGUE, '5d ff25', slot(0)),
    };
    expect(driver(put).sites().sites).toMatchObject([
      { tag: MSKK, through: 'wrapper', size: 0x30, poolType: 1 },
    ]);
  });

  it('an import known only by the address in its slot, after INIT is gone', () => {
    const put = { [TEXT]: code(PROLOGUE, '68', MSKK, '6a10 6a00 ff15', slot(0), '5d c3') };
    expect(driver(put, { initGone: true }).sites().sites).toMatchObject([
      { tag: MSKK, allocator: 'ExAllocatePoolWithTag', confidence: 'certain' },
    ]);
  });

  it('a routine whose address the driver looked up itself', () => {
    // call [global], where the global holds the address of the routine now.
    const put = {
      [TEXT]: code(PROLOGUE, '68', MSKK, '6a10 6a00 ff15', DRIVER + DATA_SECTION + 0x20, '5d c3'),
      [DATA_SECTION + 0x20]: code('', routine('ExAllocatePoolWithTag')),
    };
    expect(driver(put, { imports: undefined }).sites().sites).toMatchObject([
      { tag: MSKK, slot: DRIVER + DATA_SECTION + 0x20 },
    ]);
  });

  it('a hooked slot counts by its name', () => {
    const put = {
      [TEXT]: code(PROLOGUE, '68', MSKK, '6a10 6a00 ff15', slot(0), '5d c3'),
      [RDATA]: code('', 0x8f001234),
    };
    expect(driver(put).sites().sites).toMatchObject([{ tag: MSKK, allocator: 'ExAllocatePoolWithTag' }]);
  });

  it('other allocators take the tag at other places', () => {
    const imports = [
      'ExInitializeNPagedLookasideList',
      'ExAllocatePoolWithTagPriority',
      'NdisAllocateMemoryWithTag',
      'FltAllocatePoolAlignedWithTag',
    ];
    const put = {
      // (list, allocate, free, flags, size 98h, tag, depth)
      [TEXT]: code(PROLOGUE, '6a00 68', tag('Look'), '68', 0x98, '6a00 6a00 6a00 50 ff15', slot(0), '5d c3'),
      // (type, size, tag, priority)
      [TEXT + 0x40]: code(PROLOGUE, '6a10 68', tag('Prio'), '6a20 6a01 ff15', slot(1), '5d c3'),
      // (address, length, tag)
      [TEXT + 0x80]: code(PROLOGUE, '68', tag('Ndis'), '6a30 50 ff15', slot(2), '5d c3'),
      // (instance, type, size, tag)
      [TEXT + 0xc0]: code(PROLOGUE, '68', tag('FltT'), '6a40 6a01 50 ff15', slot(3), '5d c3'),
    };
    const found = driver(put, { imports }).sites().sites;
    expect(found.map((s) => [s.tag, s.allocator, s.size, s.poolType, s.isLookaside])).toEqual([
      [tag('Look'), 'ExInitializeNPagedLookasideList', 0x98, 0, true],
      [tag('Prio'), 'ExAllocatePoolWithTagPriority', 0x20, 1, false],
      [tag('Ndis'), 'NdisAllocateMemoryWithTag', 0x30, 0, false],
      [tag('FltT'), 'FltAllocatePoolAlignedWithTag', 0x40, 1, false],
    ]);
  });

  it('the framework through its function table', () => {
    // mov eax,[WdfFunctions]; ..; push tag; push 1; push 0; push [globals]; call [eax+300h]
    const wdf = 0x8a000000;
    const table = wdf + DATA_SECTION;
    const put = {
      [TEXT]: code(
        PROLOGUE,
        'a1',
        DRIVER + DATA_SECTION,
        '6a00 50 6a50 68',
        tag('WdfT'),
        '6a01 6a00 ff35',
        DRIVER + DATA_SECTION + 4,
        'ff9000030000 5d c3',
      ),
      [DATA_SECTION]: code('', table),
    };
    const framework = { name: 'Wdf01000', base: wdf, put: { [DATA_SECTION + 0x300]: code('', wdf + TEXT) } };
    const found = driver(put).add(framework).sites().sites;
    expect(found).toMatchObject([
      {
        module: 'driver',
        tag: tag('WdfT'),
        allocator: 'WdfMemoryCreate',
        through: 'framework table',
        size: 0x50,
        poolType: 1,
        confidence: 'probable',
      },
    ]);
    // The same call into another module is not the framework's.
    expect(
      driver(put)
        .add({ ...framework, name: 'other' })
        .sites().sites,
    ).toEqual([]);
  });
});

describe('wrappers', () => {
  it('with a frame: the tag is the first argument', () => {
    // f(tag, size): push [ebp+8]; push [ebp+0Ch]; push 1; call [slot]; pop ebp; ret 8
    const put = {
      [TEXT]: code(PROLOGUE, 'ff7508 ff750c 6a01 ff15', slot(0), '5d c20800'),
      [TEXT + 0x40]: code(PROLOGUE, '68', 0x120, '68', MSKK).concat(
        relative('e8', TEXT + 0x4f, TEXT),
        code('5d c3'),
      ),
    };
    expect(driver(put).sites().sites).toMatchObject([
      {
        tag: MSKK,
        tagAt: DRIVER + TEXT + 0x4a,
        callAt: DRIVER + TEXT + 0x4f,
        through: 'wrapper',
        wrapper: 'driver+0x1000',
        size: 0x120,
        poolType: 1,
        confidence: 'certain',
      },
    ]);
  });

  it('without a frame, and through another wrapper', () => {
    const put = {
      // f(size, tag): push [esp+8]; push [esp+8]; push 0; call [slot]; ret 8
      [TEXT]: code('ff742408 ff742408 6a00 ff15', slot(0), 'c20800'),
      // g(tag): push [esp+4]; push 60h; call f; ret 4
      [TEXT + 0x40]: code('ff742404 6a60').concat(relative('e8', TEXT + 0x46, TEXT), code('c20400')),
      [TEXT + 0x80]: code(PROLOGUE, '68', MSKK).concat(
        relative('e8', TEXT + 0x8a, TEXT + 0x40),
        code('5d c3'),
      ),
    };
    expect(driver(put).sites().sites).toMatchObject([
      { tag: MSKK, callAt: DRIVER + TEXT + 0x8a, wrapper: 'driver+0x1040', size: 0x60, poolType: 0 },
    ]);
  });

  it('with the tag in a register', () => {
    const put = {
      // fastcall f(ecx = size, edx = tag): push edx; push ecx; push 0; call [slot]; ret
      [TEXT]: code('52 51 6a00 ff15', slot(0), 'c3'),
      [TEXT + 0x40]: code(PROLOGUE, 'ba', MSKK, 'b9', 0x44).concat(
        relative('e8', TEXT + 0x4f, TEXT),
        code('5d c3'),
      ),
    };
    expect(driver(put).sites().sites).toMatchObject([{ tag: MSKK, tagFrom: 'register', size: 0x44 }]);
  });

  it('that puts a default tag in when it is given none', () => {
    // f(size, tag): mov eax,[ebp+0Ch]; test eax,eax; jne L; mov eax,'Dflt'; L: push eax; push [ebp+8]; push 1; call
    const put = {
      [TEXT]: code(PROLOGUE, '8b450c 85c0 7505 b8', tag('Dflt'), '50 ff7508 6a01 ff15', slot(0), '5d c20800'),
      [TEXT + 0x40]: code(PROLOGUE, '68', MSKK, '6a50').concat(
        relative('e8', TEXT + 0x4c, TEXT),
        code('5d c3'),
      ),
    };
    expect(
      driver(put)
        .sites()
        .sites.map((s) => [s.tag, s.through, s.size, s.confidence]),
    ).toEqual([
      [tag('Dflt'), 'import slot', undefined, 'probable'],
      [MSKK, 'wrapper', 0x50, 'probable'],
    ]);
  });

  it('exported from another driver', () => {
    const lib = 0x8c000000;
    const library = {
      name: 'lib',
      base: lib,
      imports: IMPORTS,
      exports: [{ name: 'LibAllocate', rva: TEXT }],
      put: { [TEXT]: code(PROLOGUE, 'ff7508 6a70 6a01 ff15', slot(0, lib), '5d c20400') },
    };
    const user = {
      [TEXT]: code(PROLOGUE, '68', MSKK, 'ff15', DRIVER + DATA_SECTION, '5d c3'),
      [DATA_SECTION]: code('', lib + TEXT),
    };
    const { sites } = driver(user, { imports: undefined }).add(library).sites();
    expect(sites).toMatchObject([
      { module: 'driver', tag: MSKK, wrapper: 'lib!LibAllocate', size: 0x70, confidence: 'certain' },
    ]);
  });

  it('one that calls itself ends', () => {
    const put = {
      [TEXT]: code(PROLOGUE, 'ff7508').concat(
        relative('e8', TEXT + 8, TEXT),
        code('ff7508 6a10 6a00 ff15', slot(0), '5d c20400'),
      ),
    };
    expect(driver(put).sites()).toMatchObject({ sites: [], complete: true });
  });
});

describe('flow', () => {
  it('two tags on two ways are both named, neither for certain', () => {
    // test eax,eax; jne B; mov ecx,'AAAA'; jmp C; B: mov ecx,'BBBB'; C: push ecx; push 8; push 0; call
    const put = {
      [TEXT]: code(
        PROLOGUE,
        '85c0 7507 b9',
        tag('AAAA'),
        'eb05 b9',
        tag('BBBB'),
        '51 6a08 6a00 ff15',
        slot(0),
        '5d c3',
      ),
    };
    expect(
      driver(put)
        .sites()
        .sites.map((s) => [s.tag, s.confidence]),
    ).toEqual([
      [tag('AAAA'), 'probable'],
      [tag('BBBB'), 'probable'],
    ]);
  });

  it('a size that depends on the way is not given', () => {
    // xor esi,esi; test eax,eax; je C; mov esi,40h; C: push tag; push esi; push 1; call
    const put = {
      [TEXT]: code(PROLOGUE, '33f6 85c0 7405 be40000000 68', MSKK, '56 6a01 ff15', slot(0), '5d c3'),
    };
    const [site] = driver(put).sites().sites;
    expect(site).toMatchObject({ tag: MSKK, poolType: 1, confidence: 'certain' });
    expect(site.size).toBeUndefined();
  });

  it('a size that a call may have written is not given', () => {
    // mov [ebp-4],0; lea eax,[ebp-4]; push eax; call f; push tag; push [ebp-4]; push 1; call
    const put = {
      [TEXT]: code(PROLOGUE, '51 c745fc00000000 8d45fc 50').concat(
        relative('e8', TEXT + 17, TEXT + 0x80),
        code('68', MSKK, 'ff75fc 6a01 ff15', slot(0), 'c9 c3'),
      ),
      [TEXT + 0x80]: code(PROLOGUE, '5d c20400'),
    };
    const [site] = driver(put).sites().sites;
    expect(site.tag).toBe(MSKK);
    expect(site.size).toBeUndefined();
  });

  it('a size that a loop changes is not given', () => {
    // mov edi,10h; L: push tag; push edi; push 1; call; add edi,10h; dec esi; jne L
    const put = {
      [TEXT]: code(PROLOGUE, 'bf10000000 68', MSKK, '57 6a01 ff15', slot(0), '83c710 4e 75ec 5d c3'),
    };
    const [site] = driver(put).sites().sites;
    expect(site).toMatchObject({ tag: MSKK, loop: { to: DRIVER + TEXT + 10 } });
    expect(site.size).toBeUndefined();
  });

  it('calls in between keep the arguments apart: stdcall by its return, cdecl by who cleans up', () => {
    const put = {
      // push tag; push 1; push 2; push 3; call [KeSetEvent] (12 bytes); push eax; push 0; call
      [TEXT]: code(PROLOGUE, '68', MSKK, '6a01 6a02 6a03 ff15', slot(2), '50 6a00 ff15', slot(0), '5d c3'),
      // push tag; push x; call [DbgPrint]; add esp,4; push 20h; push 0; call
      [TEXT + 0x40]: code(
        PROLOGUE,
        '68',
        tag('Cdec'),
        '68',
        DRIVER,
        'ff15',
        slot(3),
        '83c404 6a20 6a00 ff15',
        slot(0),
        '5d c3',
      ),
    };
    expect(
      driver(put)
        .sites()
        .sites.map((s) => [s.tag, s.size, s.confidence]),
    ).toEqual([
      [MSKK, undefined, 'certain'],
      [tag('Cdec'), 0x20, 'certain'],
    ]);
  });

  it('a call through an unknown pointer makes older arguments doubtful', () => {
    // push tag; push 5; call [ecx+8]; push eax; push 0; call
    const put = { [TEXT]: code(PROLOGUE, '68', MSKK, 'ff5108 68', MSKK, '6a05 6a00 ff15', slot(0), '5d c3') };
    expect(driver(put).sites().sites).toMatchObject([{ tagAt: DRIVER + TEXT + 13, confidence: 'certain' }]);
  });

  it('the cases of a switch, with its table behind the code', () => {
    // jmp [eax*4+table]; case 0: push '0tag' ..; case 1: push '1tag' ..; table; next function
    const table = TEXT + 0x40;
    const piece = (name: string) => code('68', tag(name), '6a10 6a00 ff15', slot(0), '5d c3');
    const put = {
      [TEXT]: code(PROLOGUE, 'ff2485', DRIVER + table).concat(piece('Sw0t'), piece('Sw1t')),
      [table]: code('', DRIVER + TEXT + 12, DRIVER + TEXT + 29),
      [table + 8]: code('68', MSKK, '6a20 6a01 ff15', slot(0), 'c3'),
    };
    expect(
      driver(put)
        .sites()
        .sites.map((s) => [s.tag, s.size, s.confidence]),
    ).toEqual([
      [tag('Sw0t'), 0x10, 'certain'],
      [tag('Sw1t'), 0x10, 'certain'],
      [MSKK, 0x20, 'certain'],
    ]);
  });

  it('data in front of a function does not hide its first push', () => {
    // Bytes that swallow the push when they are read as an instruction, and no prologue.
    const put = { [TEXT]: code('c3 0f84 68', MSKK, '6a10 6a00 ff15', slot(0), 'c3') };
    expect(driver(put).sites().sites).toMatchObject([{ tag: MSKK, tagAt: DRIVER + TEXT + 3 }]);
  });
});

describe('what does not count', () => {
  it('a tag that is compared, freed with, or only lies in data', () => {
    const put = {
      [TEXT]: code(PROLOGUE, '813d', DRIVER + DATA_SECTION, MSKK, '5d c3'),
      [TEXT + 0x40]: code(PROLOGUE, '68', MSKK, '50 ff15', slot(1), '5d c3'),
      [DATA_SECTION]: code('', MSKK),
      [RDATA + 0x400]: [...Buffer.from('MSKKg\0F\0i\0l\0e\0')],
    };
    expect(driver(put).sites()).toMatchObject({ sites: [], untraced: [] });
  });

  it('a tag that comes out of a structure: the call is listed as not followed', () => {
    const put = { [TEXT]: code(PROLOGUE, 'ff7120 6a10 6a00 ff15', slot(0), '5d c3') };
    const { sites, untraced } = driver(put).sites();
    expect(sites).toEqual([]);
    expect(untraced).toEqual([
      {
        module: 'driver',
        moduleBase: DRIVER,
        callAt: DRIVER + TEXT + 12,
        allocator: 'ExAllocatePoolWithTag',
        functionStart: DRIVER + TEXT,
      },
    ]);
  });

  it('an address in data that looks like a call', () => {
    const put = { [RDATA + 0x100]: code('68', MSKK, '6a10 6a00 ff15', slot(0)) };
    expect(driver(put).sites().sites).toEqual([]);
  });
});

describe('memory that is not there', () => {
  it('counts missing pages of code and finds what is left', () => {
    const put = {
      [TEXT]: code(PROLOGUE, '68', MSKK, '6a10 6a00 ff15', slot(0), '5d c3'),
      [PAGE]: code('68', MSKK, '6a10 6a00 ff15', slot(0)),
    };
    const { sites, coverage } = driver(put, { missing: [PAGE] }).sites();
    expect(sites.map((s) => s.tagAt)).toEqual([DRIVER + TEXT + 5]);
    // INIT does not count: it was meant to go.
    expect(coverage.find((entry) => entry.module === 'driver')).toEqual({
      module: 'driver',
      base: DRIVER,
      codePages: 2,
      missingCodePages: 1,
    });
  });

  it('does not invent a tag whose push lies on a missing page', () => {
    // push tag; push 10h; push 0 end the first page, the call starts the second.
    const put = { [PAGE - 9]: code('68', MSKK, '6a10 6a00'), [PAGE]: code('ff15', slot(0), 'c3') };
    expect(driver(put).sites().sites).toMatchObject([{ tag: MSKK }]);
    const { sites, untraced } = driver(put, { missing: [TEXT] }).sites();
    expect(sites).toEqual([]);
    expect(untraced.map((call) => call.callAt)).toEqual([DRIVER + PAGE]);
  });

  it('takes the whole image for code when the header is gone, and believes it less', () => {
    const put = { [TEXT]: code(PROLOGUE, '68', MSKK, '6a10 6a00 ff15', slot(0), '5d c3') };
    const { sites, coverage } = driver(put, { missing: [0] }).sites();
    expect(sites).toMatchObject([{ tag: MSKK, confidence: 'possible' }]);
    expect(coverage.find((entry) => entry.module === 'driver')?.note).toContain('headers cannot be read');
  });
});

describe('asking for one tag', () => {
  it('finds what the search for all tags finds', () => {
    const lib = 0x8c000000;
    const put = {
      [TEXT]: code(PROLOGUE, 'ff7508 ff750c 6a01 ff15', slot(0), '5d c20800'),
      [TEXT + 0x40]: code(PROLOGUE, '68', 0x120, '68', MSKK).concat(
        relative('e8', TEXT + 0x4f, TEXT),
        code('5d c3'),
      ),
      [TEXT + 0x80]: code(PROLOGUE, '68', tag('Othr'), '6a10 6a00 ff15', slot(0), '5d c3'),
      [TEXT + 0xc0]: code(PROLOGUE, 'ff35', DRIVER + DATA_SECTION, '6a10 6a00 ff15', slot(0), '5d c3'),
      [DATA_SECTION]: code('', MSKK),
    };
    const system = driver(put).add({
      name: 'lib',
      base: lib,
      imports: IMPORTS,
      put: { [TEXT]: code(PROLOGUE, '68', MSKK, '6a10 6a00 ff15', slot(0, lib), '5d c3') },
    });
    const all = system.sites();
    const one = runTask(findAllocationSites(system.modules, system.memory, { tag: MSKK }));
    expect(all.sites).toHaveLength(4);
    expect(one.sites).toEqual(sitesOfTag(all, MSKK));
    expect(one.sites).toHaveLength(3);
  });

  it('takes the protected bit for no difference', () => {
    const guarded = (tag('Prot') | 0x80000000) >>> 0;
    const put = { [TEXT]: code(PROLOGUE, '68', guarded, '6a10 6a00 ff15', slot(0), '5d c3') };
    const system = driver(put);
    const { sites } = runTask(findAllocationSites(system.modules, system.memory, { tag: tag('Prot') }));
    expect(sites.map((s) => s.tag)).toEqual([guarded]);
  });
});

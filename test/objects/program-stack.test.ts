import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FpoRecord } from '../../src/formats/pdb-frames.ts';
import type { FrameDataAt } from '../../src/objects/stack/frame.ts';
import { walkStack } from '../../src/objects/stack/walk-stack.ts';
import { type Pdb, readPdb } from '../../src/symbols/read-pdb.ts';
import { join, u16, u32, writePdb } from '../symbols/pdb-writer.ts';
import { findTool, run } from '../symbols/tools.ts';
import { handKernel } from './hand-kernel.ts';
import { PagedMemory } from './paged-memory.ts';

const NT = 0x82800000;
const TOP = 0x94394000;
const ESP = 0x94393c00;
const THREAD = 0x8ab94030;
const CONTEXT = 0x82900000;
const NO_FPO: FpoRecord = {
  rva: 0,
  codeSize: 0,
  localBytes: 0,
  parameterBytes: 0,
  prologBytes: 0,
  savedRegisters: 0,
  hasSeh: false,
  usesBp: false,
  frame: 'fpo',
};

/** Code and an empty stack; every place in `returns` follows a relative CALL. */
function memoryOf(returns: readonly number[]): PagedMemory {
  const memory = new PagedMemory()
    .map(NT, 0x10000)
    .map(TOP - 0x3000, 0x3000)
    .map(CONTEXT, 0x300);
  for (const place of returns) memory.bytes(place - 5, [0xe8, 0, 0, 0, 0]);
  return memory;
}

interface Saved {
  readonly eip: number;
  readonly esp?: number;
  readonly ebp?: number;
  readonly ebx?: number;
}

/** Walks a running thread whose processor saved these registers; the frame data is that of a PDB of nt. */
function walk(memory: PagedMemory, pdb: Pdb, { eip, esp = ESP, ebp = 0, ebx = 0 }: Saved) {
  memory.words(CONTEXT, 0x10007).words(CONTEXT + 0xa4, ebx);
  memory.words(CONTEXT + 0xb4, ebp, eip).words(CONTEXT + 0xc4, esp);
  const data: FrameDataAt = (va) => {
    const row = pdb.frameDataAt(va - NT);
    const fpo = row && { ...NO_FPO, parameterBytes: row.parameterBytes, frame: 'non-fpo' as const };
    return fpo && { fpo, row };
  };
  const processors = [{ number: 0, prcb: NT, currentThread: THREAD, context: CONTEXT }];
  const { frames, end } = walkStack(
    handKernel(memory, { processors }),
    {
      address: THREAD,
      pid: 4,
      tid: 8,
      state: 2,
      stack: { initial: TOP - 0x30, current: TOP - 0x400, base: TOP, limit: TOP - 0x3000, resident: true },
      priorities: {},
    },
    undefined,
    data,
  );
  return {
    rows: frames.map((one) => [one.framePointer, one.returnAddress, one.instruction, one.foundBy]),
    notes: frames.map((one) => one.notFollowed),
    end,
  };
}

interface Row {
  readonly rva: number;
  readonly size?: number;
  readonly locals?: number;
  readonly params?: number;
  readonly saved?: number;
  readonly prolog?: number;
  readonly start?: boolean;
  readonly program: string;
}

/** A program database with these rows of new frame data, written by the tests' own writer. */
function written(rows: readonly Row[]): Pdb {
  let names = '\0';
  const records = rows.map(({ rva, size = 0x100, locals = 0, params = 0, saved = 0, prolog = 0, ...row }) => {
    const at = names.length;
    names += `${row.program}\0`;
    return join(u32(rva, size, locals, params, 0, at), u16(prolog, saved), u32((row.start ?? true) ? 4 : 0));
  });
  return readPdb(writePdb({ frameData: join(...records), names }));
}

const SEARCHED = '$T0 .raSearch = $eip $T0 ^ = $esp $T0 4 + =';
const FRAMED = '$T0 $ebp = $eip $T0 4 + ^ = $ebp $T0 ^ = $esp $T0 8 + =';
/** Places that calls return to, in functions at 1000, 2000 and 3000. */
const [A, B, C] = [NT + 0x1040, NT + 0x2040, NT + 0x3040];

describe('rows of a written program database', () => {
  test('a function without a frame pointer, then one with: registers come back on the way', () => {
    const pdb = written([
      {
        rva: 0x1000,
        locals: 8,
        saved: 8,
        params: 4,
        program: `${SEARCHED} $ebp $T0 4 - ^ = $ebx $T0 8 - ^ =`,
      },
      { rva: 0x2000, program: FRAMED },
    ]);
    const memory = memoryOf([B, C]);
    // Two locals, EBX, EBP, return address, one argument; then a frame of EBP's.
    memory.words(ESP, 1, 2, 0xb0b, 0x94393d00, B, 0x77).words(0x94393d00, 0, C);
    const { rows, end } = walk(memory, pdb, { eip: NT + 0x1080, ebp: 7 });
    expect(rows).toEqual([
      [ESP + 12, B, NT + 0x1080, 'frame-program'],
      [0x94393d00, C, B, 'frame-program'],
    ]);
    expect(end).toBe('EBP 00000000 is not on the stack above the last frame');
  });

  test('arguments that a call pushed lie below the locals of the caller', () => {
    const pdb = written([
      { rva: 0x1000, locals: 4, params: 8, program: SEARCHED },
      { rva: 0x2000, locals: 4, saved: 4, program: `${SEARCHED} $ebp $T0 4 - ^ =` },
    ]);
    const memory = memoryOf([B, C]);
    memory.words(ESP, 1, B, 0xa1, 0xa2).words(ESP + 16, 2, 0x94393d00, C);
    expect(walk(memory, pdb, { eip: NT + 0x1080 }).rows.slice(0, 2)).toEqual([
      [ESP, B, NT + 0x1080, 'frame-program'],
      [ESP + 20, C, B, 'frame-program'],
    ]);
  });

  test('a frame kept in EBX, once it is known', () => {
    const pdb = written([
      { rva: 0x1000, program: '$T0 $ebx = $eip $T0 4 + ^ = $ebp $T0 ^ = $esp $T0 8 + =' },
    ]);
    const memory = memoryOf([B]).words(0x94393d00, 0, B);
    const saved = { eip: NT + 0x1080, ebx: 0x94393d00, ebp: 0x94393c80 };
    expect(walk(memory, pdb, saved).rows).toEqual([[0x94393d00, B, NT + 0x1080, 'frame-program']]);
  });

  test('a return address further up is looked for, and the frame says so', () => {
    const pdb = written([{ rva: 0x1000, program: SEARCHED }]);
    const memory = memoryOf([B]).words(ESP, 1, 2, 3, B);
    const { rows, notes } = walk(memory, pdb, { eip: NT + 0x1080 });
    expect(rows).toEqual([[ESP + 8, B, NT + 0x1080, 'scan']]);
    expect(notes).toEqual(['no return address lies where it says; the next one above was taken']);
  });

  test('at its first instruction a function has done nothing yet, whatever its program says', () => {
    for (const program of [SEARCHED, FRAMED]) {
      const pdb = written([{ rva: 0x1000, locals: 8, saved: 4, prolog: 6, program }]);
      const memory = memoryOf([B, C]).words(ESP, B, 1, C, C).words(0x94393d00, 0, C);
      const { rows } = walk(memory, pdb, { eip: NT + 0x1000, ebp: 0x94393d00 });
      expect(rows[0]).toEqual([ESP - 4, B, NT + 0x1000, 'frame-program']);
    }
  });

  test('in a prologue a program by EBP would skip the caller: it is not followed', () => {
    const pdb = written([{ rva: 0x1000, prolog: 6, program: FRAMED }]);
    const memory = memoryOf([B, C]).words(ESP, 0x94393d00, B).words(0x94393d00, 0, C);
    const { rows, notes } = walk(memory, pdb, { eip: NT + 0x1002, ebp: 0x94393d00 });
    expect(rows[0][3]).toBe('context');
    expect(notes[0]).toBe('the function had not yet set up its frame');
  });
});

test('a return address of 0 ends a chain of EBP, but no search', () => {
  const memory = memoryOf([]).words(0x94393d00, 0, 0);
  const framed = walk(memory, written([{ rva: 0x1000, program: FRAMED }]), { eip: A, ebp: 0x94393d00 });
  expect(framed).toMatchObject({ rows: [[0x94393d00, 0, A, 'frame-program']], notes: [undefined] });
  expect(framed.end).toBe('the last return address is 0');
  const searched = walk(memory, written([{ rva: 0x1000, program: SEARCHED }]), { eip: A, ebp: 7 });
  expect(searched.notes[0]).toMatch(/^the program leads to 00000000, which is no place/);
});

describe('programs that lead nowhere: the EBP chain is taken, and the frame says why', () => {
  const EBP = 0x94393d00;
  test.each([
    ['unknown words', '$T0 .future = $eip $T0 ^ = $esp $T0 4 + =', /unknown token \.future/],
    ['no ESP', '$eip $ebp 4 + ^ =', /gives no EIP and ESP/],
    ['down the stack', `$T0 $esp 8 - = $eip $T0 ^ = $esp $T0 4 + =`, /not up the stack/],
    ['off the stack', '$T0 2415919104 = $eip $T0 ^ = $esp $T0 4 + =', /needs the word at 90000000/],
    ['between words', '$T0 $esp 2 + = $eip $T0 ^ = $esp $T0 4 + =', /not up the stack/],
    ['to data', `$T0 $esp 8 + = $eip $T0 ^ = $esp $T0 4 + =`, /no place that a call returns to/],
    ['EIP from elsewhere', '$eip $ebp 4 + ^ = $esp $ebp 64 + =', /no return address lies below/],
    ['a register not known', '$T0 $T9 = $eip $T0 ^ = $esp $T0 4 + =', /needs \$T9, which is not known/],
    ['too long', `${'1 1 + '.repeat(400)}`, /more than 512 tokens/],
  ])('%s', (_, program, reason) => {
    const memory = memoryOf([B]).words(EBP, 0, B);
    const { rows, notes } = walk(memory, written([{ rva: 0x1000, program }]), { eip: A, ebp: EBP });
    expect(rows).toEqual([[EBP, B, A, 'context']]);
    expect(notes[0]).toMatch(reason);
  });
});

const clang = findTool('clang');
const linker = findTool('lld-link');

/** Three functions: without a frame pointer, with a rounded frame, with EBP; the linker writes their rows. */
const SOURCE = `
    .text
    .globl _leaf
_leaf:
    .cv_fpo_proc _leaf 4
    pushl %ebx
    .cv_fpo_pushreg %ebx
    subl $0x20, %esp
    .cv_fpo_stackalloc 0x20
    .cv_fpo_endprologue
    movl $7, %ebx
    addl $0x20, %esp
    popl %ebx
    retl $4
    .cv_fpo_endproc
    .p2align 8
    .globl _rounded
_rounded:
    .cv_fpo_proc _rounded 0
    pushl %ebp
    .cv_fpo_pushreg %ebp
    movl %esp, %ebp
    .cv_fpo_setframe %ebp
    pushl %esi
    .cv_fpo_pushreg %esi
    andl $-32, %esp
    .cv_fpo_stackalign 32
    subl $64, %esp
    .cv_fpo_stackalloc 64
    .cv_fpo_endprologue
    pushl $1
    calll _leaf
    leal -4(%ebp), %esp
    popl %esi
    popl %ebp
    retl
    .cv_fpo_endproc
    .p2align 8
    .globl _entry
_entry:
    .cv_fpo_proc _entry 0
    pushl %esi
    .cv_fpo_pushreg %esi
    .cv_fpo_endprologue
    calll _rounded
    popl %esi
    retl
    .cv_fpo_endproc
    .section .debug$S,"dr"
    .p2align 2
    .long 4
    .cv_fpo_data _leaf
    .cv_fpo_data _rounded
    .cv_fpo_data _entry
    .cv_stringtable
`;

describe.skipIf(clang === undefined || linker === undefined)('rows that lld wrote', () => {
  test('lead from every place of a prologue and from a body up to the entry', () => {
    const folder = mkdtempSync(joinPath(tmpdir(), 'linked-frames-'));
    try {
      writeFileSync(joinPath(folder, 'frames.s'), SOURCE);
      run(clang!, ['-target', 'i686-pc-windows-msvc', '-c', 'frames.s', '-o', 'frames.obj'], folder);
      const options = ['/dll', '/noentry', '/nodefaultlib', '/debug', '/machine:x86', '/safeseh:no'];
      run(linker!, [...options, '/out:frames.dll', '/pdb:frames.pdb', 'frames.obj'], folder);
      checkLinked(readPdb(readFileSync(joinPath(folder, 'frames.pdb')), 'frames.pdb'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);

  function checkLinked(pdb: Pdb): void {
    const at = (name: string) => NT + (pdb.symbols().lookup(name)?.rva ?? 0);
    const leaf = at('leaf');
    // Behind the calls: 1+2+1+3+3+2+5 and 1+5 bytes into their functions.
    const inRounded = at('rounded') + 17;
    const inEntry = at('entry') + 6;
    const top = NT + 0x8000;
    const memory = memoryOf([inRounded, inEntry, top]);
    // From above: return address of entry, ESI; return address of rounded, EBP, ESI, a gap from rounding.
    const entryBase = 0x94393ec4;
    memory.words(entryBase, 0x51, top);
    const roundedBase = entryBase - 8;
    memory.words(roundedBase - 4, 0x52, 0x94393f00, inEntry);
    const lowest = (((roundedBase - 4) & ~31) >>> 0) - 64;
    // The argument, the return address, EBX of leaf.
    const slot = lowest - 8;
    memory.words(slot - 4, 0xb0b, inRounded, 1);
    const rest = [
      [roundedBase, inEntry, inRounded, 'frame-program'],
      [entryBase, top, inEntry, 'frame-program'],
    ];
    const places = [
      [leaf, slot],
      [leaf + 1, slot - 4],
      [leaf + 4, slot - 0x24],
      [leaf + 9, slot - 0x24],
    ];
    for (const [eip, esp] of places) {
      const { rows } = walk(memory, pdb, { eip, esp, ebp: roundedBase });
      expect(rows.slice(0, 3)).toEqual([[slot - 4, inRounded, eip, 'frame-program'], ...rest]);
    }
  }
});

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type BuiltinLayouts,
  builtinLayouts,
  candidateLayouts,
  neighbouringLayouts,
} from '../../src/symbols/builtin/builtin-layouts.ts';
import { fieldOffset, LayoutError, structSize } from '../../src/symbols/layouts.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const TABLE = path.resolve(ROOT, '../shared/data/kernel-structure-offsets.json');

function layouts(build: number, pae = true, servicePack?: number): BuiltinLayouts {
  const found = builtinLayouts({ build, pae, ...(servicePack === undefined ? {} : { servicePack }) });
  if (found === undefined) throw new Error(`no layouts for ${build}`);
  return found;
}

describe('fields that move from release to release', () => {
  // Offsets published for each release (Cid of a thread, PID of a process, state of a thread).
  it.each([
    [2600, 'xp_sp3_x86', 0x84, 0x2d, 0x1ec],
    [3790, 'win2003_sp2_x86', 0x94, 0x4c, 0x1e4],
    [6000, 'vista_sp0_x86', 0x9c, 0x5c, 0x20c],
    [6002, 'vista_sp2_x86', 0x9c, 0x5c, 0x20c],
    [7600, 'win7_sp0_x86', 0xb4, 0x68, 0x22c],
    [7601, 'win7_sp1_x86', 0xb4, 0x68, 0x22c],
    [9200, 'win8_sp0_x86', 0xb4, 0x90, 0x214],
    [9600, 'win81_u1_x86', 0xb4, 0x90, 0x364],
    [10240, 'win10_x86_10240_17770', 0xb4, 0x90, 0x374],
    [19041, 'win10_x86_19041', 0xe4, 0x90, 0x2ac],
  ])('build %i', (build, kernel, processId, state, cid) => {
    const found = layouts(build);
    expect(found.kernel).toBe(kernel);
    expect(fieldOffset(found, '_EPROCESS', 'UniqueProcessId')).toBe(processId);
    expect(fieldOffset(found, '_KTHREAD', 'State')).toBe(state);
    expect(fieldOffset(found, '_ETHREAD', 'Cid')).toBe(cid);
    expect(fieldOffset(found, '_KPROCESS', 'DirectoryTableBase')).toBe(0x18);
  });
});

describe('Windows 7 SP1', () => {
  const win7 = layouts(7601);

  it('is named after the sampled kernel', () => {
    expect(win7.source).toBe('builtin');
    expect(win7.description).toBe('built-in win7_sp1_x86');
  });

  it('knows processes, threads, objects and pools', () => {
    expect(structSize(win7, '_EPROCESS')).toBe(0x2c0);
    expect(structSize(win7, '_ETHREAD')).toBe(0x2b8);
    expect(fieldOffset(win7, '_EPROCESS', 'ActiveProcessLinks')).toBe(0xb8);
    expect(fieldOffset(win7, '_EPROCESS', 'Session')).toBe(0x168);
    expect(fieldOffset(win7, '_ETHREAD', 'ThreadListEntry')).toBe(0x268);
    expect(fieldOffset(win7, '_HANDLE_TABLE', 'HandleCount')).toBe(0x30);
    expect(fieldOffset(win7, '_OBJECT_HEADER', 'InfoMask')).toBe(0xe);
    expect(fieldOffset(win7, '_OBJECT_TYPE', 'Key')).toBe(0x7c);
    expect(structSize(win7, '_POOL_DESCRIPTOR')).toBe(0x1140);
    expect(fieldOffset(win7, '_POOL_DESCRIPTOR', 'TotalPages')).toBe(0xc0);
    expect(fieldOffset(win7, '_KPRCB', 'PPNPagedLookasideList')).toBe(0x620);
  });

  it('gives bit positions inside the storage unit', () => {
    const header = win7.struct('_POOL_HEADER')?.fields;
    expect(header?.get('BlockSize')).toEqual({ name: 'BlockSize', offset: 2, bits: { start: 0, count: 9 } });
    expect(header?.get('PoolType')).toEqual({ name: 'PoolType', offset: 2, bits: { start: 9, count: 7 } });
    expect(header?.get('PoolTag')).toEqual({ name: 'PoolTag', offset: 4 });
    expect(win7.struct('_KTHREAD')?.fields.get('Alertable')?.bits).toEqual({ start: 5, count: 1 });
  });

  it('adds what the table lacks', () => {
    expect(fieldOffset(win7, '_MMPAGING_FILE', 'PageFileName')).toBe(0x24);
    expect(fieldOffset(win7, '_MMPFNLIST', 'Total')).toBe(0);
    expect(fieldOffset(win7, '_MI_SYSTEM_PTE_TYPE', 'TotalFreeSystemPtes')).toBe(0x20);
    expect(structSize(win7, '_UNLOADED_DRIVERS')).toBe(0x18);
    expect(structSize(win7, '_OBJECT_HEADER_PROCESS_INFO')).toBe(8);
    expect(structSize(win7, '_GENERAL_LOOKASIDE_POOL')).toBe(0x48);
    // Session pool in use is at D6Ch of the session: PagedPoolInfo at D38h, counter at 34h in it.
    expect(
      fieldOffset(win7, '_MM_SESSION_SPACE', 'PagedPoolInfo') +
        fieldOffset(win7, '_MM_PAGED_POOL_INFO', 'AllocatedPagedPool'),
    ).toBe(0xd6c);
  });

  it('says what it does not have', () => {
    expect(win7.struct('_NO_SUCH_STRUCTURE')).toBeUndefined();
    expect(() => fieldOffset(win7, '_EPROCESS', 'NoSuchField')).toThrow(LayoutError);
    expect(() => fieldOffset(win7, '_EPROCESS', 'NoSuchField')).toThrow(
      'built-in win7_sp1_x86 has no _EPROCESS.NoSuchField',
    );
  });

  it('lists exactly the structures that it can give', () => {
    const names = [...win7.structNames()];
    expect(names).toContain('_EPROCESS');
    expect(names).toContain('_MMPAGING_FILE');
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => win7.struct(name)?.name === name)).toBe(true);
  });
});

describe('structures that hold page-table entries', () => {
  it('are the PAE ones under PAE', () => {
    for (const build of [7600, 7601]) {
      const pae = layouts(build);
      expect(structSize(pae, '_MMPTE')).toBe(8);
      expect(structSize(pae, '_MMPFN')).toBe(0x1c);
      expect(fieldOffset(pae, '_MMPFN', 'u4')).toBe(0x18);
      expect(structSize(pae, '_HARDWARE_PTE')).toBe(8);
      expect(pae.struct('_MMPTE_PROTOTYPE')?.fields.get('ProtoAddress')?.bits).toEqual({
        start: 32,
        count: 32,
      });
      expect(pae.struct('_MMPTE_TRANSITION')?.fields.get('PageFrameNumber')?.bits?.count).toBe(26);
      expect(structSize(pae, '_MM_SESSION_SPACE')).toBe(0x2040);
      expect(fieldOffset(pae, '_MM_SESSION_SPACE', 'PoolTrackBigPages')).toBe(0x1fe8);
    }
  });

  it('are the classic ones without PAE', () => {
    const classic = layouts(7601, false);
    expect(structSize(classic, '_MMPTE')).toBe(4);
    expect(structSize(classic, '_HARDWARE_PTE')).toBe(4);
    expect(structSize(classic, '_MMPFN')).toBe(0x18);
    expect(structSize(classic, '_MM_SESSION_SPACE')).toBe(0x2000);
    expect(fieldOffset(classic, '_MM_SESSION_SPACE', 'PoolTrackBigPages')).toBe(0x1fd0);
  });

  it('do not lend fields of the late update to earlier kernels', () => {
    expect(layouts(7601).struct('_MM_SESSION_SPACE')?.fields.has('CreateTime')).toBe(false);
    const late = candidateLayouts(7601, true).find(({ kernel }) => kernel === 'win7_sp1_x86_24000');
    expect(late?.struct('_MM_SESSION_SPACE')?.fields.get('CreateTime')?.offset).toBe(0x2008);
  });

  it('are missing rather than wrong where nobody looked at a PAE kernel', () => {
    for (const build of [3790, 6000, 6001, 6002]) {
      const pae = layouts(build);
      expect(pae.struct('_MMPTE')).toBeUndefined();
      expect(pae.struct('_MMPTE_SOFTWARE')).toBeUndefined();
      expect(pae.struct('_MMPFN')).toBeUndefined();
      expect([...pae.structNames()]).not.toContain('_MMPFN');
      expect(structSize(layouts(build, false), '_MMPFN')).toBe(0x18);
    }
  });

  it('keep the part of the session before the first such field (Vista)', () => {
    const vista = layouts(6002);
    expect(fieldOffset(vista, '_MM_SESSION_SPACE', 'SessionId')).toBe(8);
    expect(vista.struct('_MM_SESSION_SPACE')?.fields.has('SpecialPool')).toBe(false);
    expect(vista.struct('_MM_SESSION_SPACE')?.fields.has('PoolTrackBigPages')).toBe(false);
  });

  // ntkrnlpa.pdb, XP SP3: _MMPFN 1Ch with u4 at 18h; _MMPTE_SOFTWARE.PageFileHigh is the upper dword.
  it('come from the PAE kernel for XP', () => {
    const xp = layouts(2600);
    expect(structSize(xp, '_MMPFN')).toBe(0x1c);
    expect(xp.struct('_MMPTE_SOFTWARE')?.fields.get('PageFileHigh')?.bits).toEqual({ start: 32, count: 32 });
    expect(structSize(xp, '_MM_SESSION_SPACE')).toBe(0x1278);
  });
});

describe('choosing by build', () => {
  const names = (build: number, pae: boolean) => candidateLayouts(build, pae).map(({ kernel }) => kernel);

  it('offers the likeliest first', () => {
    expect(names(7601, true)).toEqual(['win7_sp1_x86', 'win7_sp1_x86_24000', 'win7_sp0_x86']);
    expect(names(7601, false)).toEqual(['win7_sp1_x86', 'win7_sp1_x86_BBA98F40', 'win7_sp0_x86']);
    expect(names(2600, true)).toEqual(['xp_sp3_x86', 'xp_sp2_x86']);
    expect(names(18363, true)).toEqual(['win10_x86_18362']);
    expect(names(19045, true)).toEqual(['win10_x86_19041']);
  });

  it('takes the service pack into account where the build does not tell', () => {
    expect(layouts(2600, true, 2).kernel).toBe('xp_sp2_x86');
    expect(layouts(3790, true, 1).kernel).toBe('win2003_sp1_x86');
    expect(builtinLayouts({ build: 2600, servicePack: 1, pae: true })).toBeUndefined();
  });

  it('knows no layouts of other builds, nor of later kernels without PAE', () => {
    for (const build of [0, 2195, 7602, 17031, 22621, 0x45474150]) expect(names(build, true)).toEqual([]);
    expect(names(9200, false)).toEqual([]);
  });
});

describe('builds around one without layouts', () => {
  const names = (build: number) => neighbouringLayouts(build, true).map(({ kernel }) => kernel);

  it('are the nearer one first', () => {
    expect(names(14000)).toEqual(['win10_x86_9619274A', 'win10_x86_44B89EEA']);
    expect(names(10600)).toEqual(['win10_x86_44B89EEA', 'win10_x86_9619274A']);
    expect(names(20000)).toEqual(['win10_x86_19041']);
    expect(names(6500)).toEqual(['vista_sp2_x86', 'win7_sp0_x86', 'win7_sp1_x86']);
  });

  it('are none for a build that has layouts, nor before XP', () => {
    for (const build of [...BUILDS, 0, 2195]) expect(names(build)).toEqual([]);
    for (const build of BUILDS) expect(candidateLayouts(build, true)).not.toEqual([]);
  });
});

interface TableStruct {
  size: number;
  fields: Record<string, number>;
  bits?: Record<string, [number, number]>;
}
type Table = Record<string, { arch: string; pae: boolean | null; types: Record<string, TableStruct> }>;

const BUILDS = [
  2600, 3790, 6000, 6001, 6002, 7600, 7601, 9200, 9600, 10240, 10586, 14393, 15063, 16299, 17134, 17763,
  18362, 19041,
];

describe.skipIf(!existsSync(TABLE))('the source table', () => {
  it('is what layouts-data.ts was made from', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'layouts-'));
    try {
      const output = path.join(folder, 'layouts-data.ts');
      const generator = path.join(ROOT, 'src/symbols/builtin/generate.mjs');
      execFileSync(process.execPath, [generator, TABLE, output]);
      const committed = readFileSync(path.join(ROOT, 'src/symbols/builtin/layouts-data.ts'), 'utf8');
      expect(readFileSync(output, 'utf8')).toBe(committed);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('comes back field by field from every sampled kernel', () => {
    const table: Table = JSON.parse(readFileSync(TABLE, 'utf8'));
    const seen = new Set<string>();
    for (const candidate of BUILDS.flatMap((b) => [
      ...candidateLayouts(b, true),
      ...candidateLayouts(b, false),
    ])) {
      const build = table[candidate.kernel];
      if (candidate.pae !== build.pae) continue;
      seen.add(candidate.kernel);
      for (const [name, struct] of Object.entries(build.types)) {
        const found = candidate.struct(name);
        const fields = [...(found?.fields.values() ?? [])];
        expect({
          size: found?.size,
          fields: Object.fromEntries(fields.map((f) => [f.name, f.offset])),
          bits: Object.fromEntries(
            fields.flatMap((f) => (f.bits ? [[f.name, [f.bits.start, f.bits.count]]] : [])),
          ),
        }).toEqual({ size: struct.size, fields: struct.fields, bits: struct.bits ?? {} });
      }
    }
    const x86 = Object.keys(table).filter((key) => table[key].arch === 'x86');
    expect([...seen].sort()).toEqual(x86.sort());
  });
});

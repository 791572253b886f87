import { RawDump } from '../builder/raw-dump.ts';
import type { Truth } from '../builder/truth.ts';

/** A part of a dump that mutations go for, and the commands that read it. */
export interface Target {
  readonly name: string;
  /** Pieces of the file, as first offset and length. */
  readonly pieces: readonly (readonly [start: number, length: number])[];
  readonly commands: readonly string[];
  /** How many mutations of a hundred and twenty go here: what is read by everything gets most. */
  readonly weight: number;
}

const PAGE = 0x1000;

/** Fields that are read, the registers, the fields at the end, and all of the page. */
const HEADER = [
  [0, 0x80],
  [0x320, 0xcc],
  [0xf80, 0x60],
  [0, PAGE],
] as const;

const hex = (value: number) => value.toString(16);

/** Parts of a kernel dump by the addresses its builder put them at; none of them comes from the readers. */
export function targetsOf(bytes: Uint8Array, truth: Truth): Target[] {
  const raw = new RawDump(bytes);
  const { symbols, base } = truth.kernel;
  const at = (va: number, length: number) => pieces(raw, va, length);
  const site = truth.call_sites.find(
    ({ module, va }) => module !== 'ntoskrnl.exe' && raw.offset(va) !== undefined,
  )!;
  const driver = truth.modules.find((one) => one.name === site.module)!;
  const [system, other] = truth.processes;
  const process = hex(system.eprocess);
  const thread = system.threads[0].va;
  const pool = raw.u32(symbols.PoolTrackTable)!;
  const bigPages = raw.u32(symbols.PoolBigPageTable)!;
  const code = site.va - (site.va % PAGE);
  return [
    { name: 'header', pieces: HEADER, commands: ['vertarget', '.bugcheck', 'lm', 'r'], weight: 30 },
    {
      name: 'bitmap',
      pieces: [
        [PAGE, 0x20],
        [PAGE, raw.header(0x100c) - PAGE],
      ],
      commands: ['vertarget', 'lm'],
      weight: 20,
    },
    { name: 'page tables', pieces: pageTables(raw), commands: ['lm', '!process 0 0'], weight: 20 },
    {
      name: 'KDBG',
      pieces: at(symbols.KdDebuggerDataBlock, 0x340),
      commands: ['!vm 5', '.time'],
      weight: 15,
    },
    {
      name: 'module list',
      pieces: truth.modules.flatMap(({ ldr }) => at(ldr, 0x60)),
      commands: ['lm', `lmva ${hex(base)}`, 'ln nt!ExAllocatePoolWithTag'],
      weight: 10,
    },
    {
      name: 'process list',
      pieces: truth.processes.flatMap(({ eprocess }) => at(eprocess, 0x2c0)),
      commands: ['!process 0 0', '!vm 4'],
      weight: 10,
    },
    { name: 'threads', pieces: at(thread, 0x2b8), commands: [`!thread ${hex(thread)}`], weight: 3 },
    {
      name: 'handle tables',
      pieces: [
        ...at(system.object_table, 0x40),
        ...at(system.table_code & ~7, PAGE),
        ...at(other.object_table, 0x40),
      ],
      commands: [`!handle 0 2 ${process}`, `!handle 0 0 ${hex(other.eprocess)}`],
      weight: 3,
    },
    {
      name: 'image headers',
      pieces: [...at(base, 0x400), ...at(driver.base, 0x400)],
      commands: [
        `lmva ${hex(driver.base)}`,
        '!sym',
        `ln ${hex(code)}`,
        'x nt!Ex*',
        `s -a ${hex(driver.base)} L4000 "MZ"`,
      ],
      weight: 3,
    },
    {
      name: 'code',
      pieces: at(code, PAGE),
      commands: [`u ${hex(code)}`, `u ${hex(code)} L20`],
      weight: 2,
    },
    {
      name: 'types',
      pieces: at(symbols.ObTypeIndexTable, 0x100),
      commands: ['!obtypes', `!object ${process}`],
      weight: 1,
    },
    { name: 'pool trackers', pieces: at(pool, PAGE), commands: ['!poolused 4'], weight: 1 },
    {
      name: 'big pages',
      pieces: [...at(symbols.PoolBigPageTableSize, 8), ...at(bigPages, PAGE)],
      commands: [`!pool ${hex(bigPages)}`],
      weight: 1,
    },
    {
      name: 'pool pages',
      pieces: at(system.eprocess & ~0xfff, PAGE),
      commands: [`!pool ${process}`, '!poolfind Proc 0'],
      weight: 1,
    },
    {
      name: 'anywhere',
      pieces: [[0, bytes.length]],
      commands: [
        'lm',
        '!process 0 0',
        '!vm',
        '!poolused 2',
        'k',
        `!handle 0 0 ${process}`,
        `dt _EPROCESS ${process}`,
      ],
      weight: 2,
    },
  ];
}

/** Where a range of addresses lies in the file, page by page; pages that the file lacks are left out. */
function pieces(raw: RawDump, va: number, length: number): [number, number][] {
  const found: [number, number][] = [];
  for (let done = 0; done < length; ) {
    const at = (va + done) >>> 0;
    const count = Math.min(length - done, PAGE - (at % PAGE));
    const offset = raw.offset(at);
    if (offset !== undefined) found.push([offset, count]);
    done += count;
  }
  return found;
}

/** The pages of tables that lead to the kernel: they map themselves at C0000000 (PAE). */
function pageTables(raw: RawDump): [number, number][] {
  const directories = pieces(raw, 0xc0602000, 2 * PAGE);
  const tables = [0x82e17000, 0x84000000, 0x8ab94000].flatMap((va) =>
    pieces(raw, (0xc0000000 + Math.floor(va / PAGE) * 8) & ~0xfff, PAGE),
  );
  return [...directories, ...tables];
}

import { hex, tagWord, utf16 } from './bytes.ts';
import { allocationRoutine, callBefore, PUSH_OFFSET } from './code.ts';
import { NT_ROUTINES } from './image-nt.ts';
import type { Machine } from './machine.ts';
import { type ImageSpec, type Section, writeImage } from './pe-image.ts';
import type { Region } from './region.ts';
import type { CallSite } from './truth.ts';

/** HAL and drivers: small images with an import table and the allocations they are known for. */

interface DriverSpec {
  name: string;
  path: string;
  size: number;
  timestamp: number;
  checksum: number;
  guid: string;
  /** Allocation: tag, size, pool type. */
  allocation?: readonly [tag: string, size: number, poolType: number];
  /** Words of tags that lie in .data and are no operand of any instruction. */
  tagData?: readonly string[];
  boot?: boolean;
  lean?: boolean;
  version?: string;
  /** Import descriptors kept in .rdata; otherwise they were in INIT and are gone. */
  keepsImports?: boolean;
}

const DRIVERS_PATH = '\\SystemRoot\\system32\\DRIVERS\\';

const DRIVERS: readonly DriverSpec[] = [
  boot('ci.dll', 0x9000, 0x4ce7969e, 'A90B6D3C51E84F2783C01F5E2D7B6A94', ['CIcr', 0x900, 1]),
  boot('CLFS.SYS', 0xa000, 0x4a5bbf0e, '5C1D8E7F40B2436A9F38E0D1C6A7B245', ['ClfI', 0x16e90, 1]),
  {
    ...boot('volmgrx.sys', 0x8000, 0x4ce788f1, '0F7E6B2A94C54D31BA6857D2E3F1C089', ['VmbK', 0x1ee8, 0]),
    lean: true,
  },
  boot('Ntfs.sys', 0xb000, 0x4ce7888a, 'D3B5A1C79E024F68817A6C5D4E3F2B10', ['NtfF', 0x4b8, 1]),
  boot('tcpip.sys', 0xc000, 0x4ce78990, '71E2C3D4A5B64978867F5E4D3C2B1A09', ['TcpE', 0x1d0, 0]),
  {
    ...driver('netvsc60.sys', 0x9000, 0x4ce78b5d, '2B8D6F4A1C3E4579A0B1C2D3E4F50617', ['nVsC', 0xb10, 0]),
    keepsImports: true,
  },
  {
    ...driver('netvfl.sys', 0x8000, 0x4bb2c1d8, 'E8A1B2C3D4F5460798A9B0C1D2E3F405', ['netv', 0x94, 0]),
    version: '2.4.1.0',
  },
  {
    ...driver('tagnames.sys', 0x8000, 0x4a91d3e7, '6A7B8C9D0E1F42338455667788990011'),
    tagData: ['Thre', 'nVsC', 'CM31', 'Irp '],
  },
];

function boot(
  name: string,
  size: number,
  timestamp: number,
  guid: string,
  allocation: DriverSpec['allocation'],
): DriverSpec {
  const path = `\\SystemRoot\\system32\\${name}`;
  return {
    name,
    path,
    size,
    timestamp,
    checksum: (timestamp & 0x1ffff) + size,
    guid,
    allocation,
    boot: true,
  };
}

function driver(
  name: string,
  size: number,
  timestamp: number,
  guid: string,
  allocation?: DriverSpec['allocation'],
): DriverSpec {
  const path = DRIVERS_PATH + name;
  return { name, path, size, timestamp, checksum: (timestamp & 0x1ffff) + size, guid, allocation };
}

export interface Module {
  image: ImageSpec;
  /** No page of the image is resident. */
  absent?: boolean;
}

export const IMPORTS = [
  'IofCompleteRequest',
  'IoDeleteDevice',
  'DbgPrint',
  'IoCreateDevice',
  'ExAllocatePoolWithTag',
  'ExFreePoolWithTag',
  'RtlInitUnicodeString',
];
const ALLOCATE_SLOT = 4;
const IAT = 0x2000;
const CODE = 0x1400;

const sections = (size: number): Section[] => [
  { name: '.text', rva: 0x1000, size: 0x1000, code: true },
  { name: '.rdata', rva: 0x2000, size: 0x1000 },
  { name: '.data', rva: 0x3000, size: 0x1000 },
  { name: 'PAGE', rva: 0x4000, size: 0x1000, code: true },
  { name: 'INIT', rva: 0x5000, size: 0x1000, code: true, discarded: true },
  { name: '.rsrc', rva: 0x6000, size: 0x1000 },
  { name: '.reloc', rva: 0x7000, size: size - 0x7000, discarded: true },
];

function image(d: DriverSpec, base: number): ImageSpec {
  const pdb = d.name.replace(/\.[^.]*$/, '.pdb');
  const strings = {
    CompanyName: 'Sample Networks Ltd.',
    FileDescription: d.name,
    FileVersion: d.version ?? '',
  };
  return {
    name: d.name,
    path: d.path,
    base,
    size: d.size,
    timestamp: d.timestamp,
    checksum: d.checksum,
    sections: sections(d.size),
    debug: { rva: 0x2100, pdb, guid: d.guid, age: 1 },
    imports: {
      iat: IAT,
      dll: 'ntoskrnl.exe',
      names: IMPORTS,
      descriptors: d.keepsImports ? 0x2200 : undefined,
    },
    version: d.version ? { rva: 0x6000, fileVersion: d.version, strings } : undefined,
  };
}

/** Resolves an import against nt's exports. */
export const ntImport = (machine: Machine) => (name: string) =>
  machine.environment.ntBase + NT_ROUTINES[name];

export function writeDrivers(machine: Machine): { modules: Module[]; sites: CallSite[] } {
  const modules: Module[] = [{ image: writeHal(machine) }];
  const sites: CallSite[] = [];
  for (const d of DRIVERS) {
    const base = (d.boot ? machine.bootDrivers : machine.drivers).take(d.size / 0x1000);
    const spec = image(d, base);
    const absent =
      machine.lean &&
      !(d.lean || (d.allocation?.[0] === 'nVsC' && machine.scenario.name !== 'driver-paged-pool'));
    modules.push({ image: spec, absent });
    if (absent) continue;
    writeImage(machine.kernel, spec, ntImport(machine));
    if (d.allocation) sites.push(writeAllocation(machine.kernel, spec, d.allocation));
    if (d.tagData) writeTagData(machine.kernel, base, d.tagData);
  }
  if (machine.scenario.name === 'driver-paged-pool')
    modules.push({ image: writeLeakingDriver(machine, sites) });
  return { modules, sites };
}

function writeAllocation(
  region: Region,
  spec: ImageSpec,
  a: NonNullable<DriverSpec['allocation']>,
): CallSite {
  const [tag, size, poolType] = a;
  const va = spec.base + CODE;
  const slot = spec.base + IAT + ALLOCATE_SLOT * 4;
  region.bytes(
    va,
    allocationRoutine(va, { tag: tagWord(tag), size, poolType, callee: { slot } }),
    'kernelCode',
  );
  return {
    module: spec.name,
    rva: CODE + PUSH_OFFSET,
    tag,
    pool_type: poolType,
    size,
    how: 'push imm32; call [imp]',
    function: `${spec.name}!Allocate`,
    va: va + PUSH_OFFSET,
    present: true,
  };
}

/** The letters of tags as data, one run of them inside a wide string: never an allocation. */
function writeTagData(region: Region, base: number, tags: readonly string[]): void {
  tags.forEach((tag, i) => {
    region.u32(base + 0x3040 + i * 8, tagWord(tag));
  });
  region.bytes(base + 0x3100, utf16('nVsC adapter'));
}

/** The article's SIoctl.sys: 91967000, its loop at 9196b323, its import slot at 91969010. */
const SIOCTL_BASE = 0x91967000;

function writeLeakingDriver(machine: Machine, sites: CallSite[]): ImageSpec {
  const { kernel, plan } = machine;
  const spec: ImageSpec = {
    ...image(
      { ...driver('SIoctl.sys', 0x8000, 0x4bc2e9c4, 'B41F7A52D90E4C6689A3157CE2D08B6F'), checksum: 0x106cf },
      SIOCTL_BASE,
    ),
    path: 'SIoctl.sys',
  };
  plan.reserve(SIOCTL_BASE, 8);
  plan.mark(SIOCTL_BASE, 'driverImages');
  writeImage(kernel, spec, ntImport(machine));
  const at = SIOCTL_BASE + 0x4323;
  const code = '68 4d 53 4b 4b 68 00 10 00 00 6a 01 ff 15 10 90 96 91 4e 75 eb cc eb 07 33 c0 5e 5d c2 08 00';
  kernel.bytes(at - 5, hex('be 57 56 06 00'), 'kernelCode');
  kernel.bytes(at, hex(code));
  kernel.bytes(at - 13, hex('8b ff 55 8b ec 56 33 f6'));
  const how = 'push imm32; call [imp]';
  const where = { module: 'SIoctl.sys', rva: 0x4323, va: at };
  sites.push({
    ...where,
    tag: 'MSKK',
    pool_type: 1,
    size: 0x1000,
    how,
    function: 'SIoctlLeak',
    present: true,
  });
  return spec;
}

function writeHal(machine: Machine): ImageSpec {
  const { environment, kernel, plan } = machine;
  const hal: ImageSpec = {
    name: 'hal.dll',
    path: '\\SystemRoot\\system32\\halmacpi.dll',
    base: environment.halBase,
    size: 0x37000,
    timestamp: 0x4ce788d2,
    checksum: 0x0003b1f4,
    sections: [
      { name: '.text', rva: 0x1000, size: 0x20000, code: true },
      { name: '.data', rva: 0x21000, size: 0xc000 },
      { name: '.reloc', rva: 0x2d000, size: 0xa000, discarded: true },
    ],
    debug: { rva: 0x1200, pdb: 'halmacpi.pdb', guid: '4E5F60718293A4B5C6D7E8F901122334', age: 1 },
  };
  plan.mark(hal.base, 'bootLoaded');
  writeImage(kernel, hal, () => 0);
  return hal;
}

/** win32k: mapped in session space; its routines on the article's stack are exported. */
export const WIN32K = {
  size: 0x24f000,
  routines: {
    xxxRealSleepThread: 0x97870b9e,
    xxxSleepThread: 0x97870de3,
    xxxRealWaitMessageEx: 0x9782bd44,
    NtUserWaitMessage: 0x97861ea6,
  },
  afterWait: 0x97870d75,
  afterRealSleep: 0x97870e10,
  afterSleep: 0x9782bd56,
  afterRealWait: 0x97861eba,
} as const;

export const WIN32K_SECTIONS: Section[] = [
  { name: '.text', rva: 0x1000, size: 0x200000, code: true },
  { name: '.rdata', rva: 0x201000, size: 0x8000 },
  { name: '.data', rva: 0x209000, size: 0x20000 },
  { name: '.reloc', rva: 0x229000, size: 0x26000, discarded: true },
];

export function win32kImage(machine: Machine): ImageSpec {
  const base = machine.environment.win32kBase;
  const names = Object.fromEntries(Object.entries(WIN32K.routines).map(([n, va]) => [n, va - base]));
  return {
    name: 'win32k.sys',
    path: '\\SystemRoot\\System32\\win32k.sys',
    base,
    size: WIN32K.size,
    timestamp: 0x4ce78a2e,
    checksum: 0x00241f73,
    sections: WIN32K_SECTIONS,
    debug: { rva: 0x201400, pdb: 'win32k.pdb', guid: '83D4E5F6A7B84C19D0E1F2031425364A', age: 2 },
    exports: { rva: 0x201000, names },
  };
}

export function writeWin32k(machine: Machine, region: Region): void {
  writeImage(region, win32kImage(machine), () => 0);
  const { routines: r, afterWait, afterRealSleep, afterSleep, afterRealWait } = WIN32K;
  const wait = machine.environment.ntBase + NT_ROUTINES.KeWaitForSingleObject;
  const calls = [
    callBefore(afterWait, wait),
    callBefore(afterRealSleep, r.xxxRealSleepThread),
    callBefore(afterSleep, r.xxxSleepThread),
    callBefore(afterRealWait, r.xxxRealWaitMessageEx),
  ];
  for (const c of calls) region.bytes(c.va, c.bytes, 'kernelCode');
}

import { tagWord } from './bytes.ts';
import { allocationRoutine, PUSH_OFFSET } from './code.ts';
import { NT_ROUTINES } from './image-nt.ts';
import type { Machine } from './machine.ts';
import type { ImageSpec, Section } from './pe-image.ts';
import type { Region } from './region.ts';
import type { CallSite } from './truth.ts';

/** What all built drivers have in common: sections, imports, one routine that allocates. */

export interface DriverSpec {
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

export function bootDriver(
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

export function driver(
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

export function driverImage(d: DriverSpec, base: number): ImageSpec {
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

export function writeAllocation(
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

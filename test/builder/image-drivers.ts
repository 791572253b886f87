import { hex, tagWord, utf16 } from './bytes.ts';
import {
  bootDriver,
  type DriverSpec,
  driver,
  driverImage,
  type Module,
  ntImport,
  writeAllocation,
} from './driver-image.ts';
import { writeLeakDrivers } from './leak-drivers.ts';
import type { Machine } from './machine.ts';
import { type ImageSpec, writeImage } from './pe-image.ts';
import type { Region } from './region.ts';
import type { CallSite } from './truth.ts';

/** HAL and drivers: small images with an import table and the allocations they are known for. */

const DRIVERS: readonly DriverSpec[] = [
  bootDriver('ci.dll', 0x9000, 0x4ce7969e, 'A90B6D3C51E84F2783C01F5E2D7B6A94', ['CIcr', 0x900, 1]),
  bootDriver('CLFS.SYS', 0xa000, 0x4a5bbf0e, '5C1D8E7F40B2436A9F38E0D1C6A7B245', ['ClfI', 0x16e90, 1]),
  {
    ...bootDriver('volmgrx.sys', 0x8000, 0x4ce788f1, '0F7E6B2A94C54D31BA6857D2E3F1C089', ['VmbK', 0x1ee8, 0]),
    lean: true,
  },
  bootDriver('Ntfs.sys', 0xb000, 0x4ce7888a, 'D3B5A1C79E024F68817A6C5D4E3F2B10', ['NtfF', 0x4b8, 1]),
  bootDriver('tcpip.sys', 0xc000, 0x4ce78990, '71E2C3D4A5B64978867F5E4D3C2B1A09', ['TcpE', 0x1d0, 0]),
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

export function writeDrivers(machine: Machine): { modules: Module[]; sites: CallSite[] } {
  const modules: Module[] = [{ image: writeHal(machine) }];
  const sites: CallSite[] = [];
  for (const d of DRIVERS) {
    const base = (d.boot ? machine.bootDrivers : machine.drivers).take(d.size / 0x1000);
    const spec = driverImage(d, base);
    const absent =
      machine.lean &&
      !(d.lean || (d.allocation?.[0] === 'nVsC' && machine.scenario.name !== 'driver-paged-pool'));
    modules.push({ image: spec, absent });
    if (absent) continue;
    writeImage(machine.kernel, spec, ntImport(machine));
    if (d.allocation) sites.push(writeAllocation(machine.kernel, spec, d.allocation));
    if (d.tagData) writeTagData(machine.kernel, base, d.tagData);
  }
  modules.push(...writeLeakDrivers(machine, sites));
  if (machine.scenario.name === 'driver-paged-pool')
    modules.push({ image: writeLeakingDriver(machine, sites) });
  return { modules, sites };
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
    ...driverImage(
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

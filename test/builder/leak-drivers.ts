import { driver, driverImage, type Module, ntImport, writeAllocation } from './driver-image.ts';
import type { Machine } from './machine.ts';
import { writeImage } from './pe-image.ts';
import type { CallSite } from './truth.ts';

/** Third-party drivers with code that allocates the tags of `Scenario.leaks`. */

const NAMES = ['acmeflt.sys', 'borealis.sys'];
const GUIDS = ['7D1E2F3041526374859607A8B9CADBEC', '0C1B2A39485766758493A2B1C0DFEEFD'];

export function writeLeakDrivers(machine: Machine, sites: CallSite[]): Module[] {
  const modules: Module[] = [];
  for (const leak of machine.scenario.leaks ?? []) {
    if (leak.kind !== 'blocks') continue;
    for (let i = 0; i < leak.drivers; i++) {
      const allocation = [leak.tag, leak.size, leak.paged ? 1 : 0] as const;
      const spec = driver(NAMES[i], 0x8000, 0x4c3f1a20 + i * 0x51a3, GUIDS[i], allocation);
      const image = driverImage(spec, machine.drivers.take(8));
      writeImage(machine.kernel, image, ntImport(machine));
      sites.push(writeAllocation(machine.kernel, image, allocation));
      modules.push({ image });
    }
  }
  return modules;
}

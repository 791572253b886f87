import { tagWord } from './bytes.ts';
import { driver, driverImage, IMPORTS, type Module, ntImport } from './driver-image.ts';
import { mentioningCode, shapedCode } from './leaks/call-shapes.ts';
import type { BlocksLeak, Mention } from './leaks/leak.ts';
import type { Machine } from './machine.ts';
import { pageFileEntry } from './paging.ts';
import { type ImageSpec, writeImage } from './pe-image.ts';
import type { CallSite } from './truth.ts';

/** Third-party drivers with code that allocates the tags of `Scenario.leaks`, and some that only name them. */

const NAMES = ['acmeflt.sys', 'borealis.sys', 'cobaltfs.sys', 'dunlin.sys', 'egretnet.sys'];
const GUID_TAIL = '2E3F3041526374859607A8B9CADB';
const CODE = 0x1400;
const IAT = 0x2000;
const VARIABLE = 0x3020;

const slotOf = (image: ImageSpec, routine: string) => image.base + IAT + IMPORTS.indexOf(routine) * 4;

export function writeLeakDrivers(machine: Machine, sites: CallSite[]): Module[] {
  const modules: Module[] = [];
  const next = () => {
    const n = modules.length;
    const guid = `${(0x7d1e + n * 0x111).toString(16).toUpperCase()}${GUID_TAIL}`;
    const image = driverImage(
      driver(NAMES[n], 0x8000, 0x4c3f1a20 + n * 0x51a3, guid),
      machine.drivers.take(8),
    );
    writeImage(machine.kernel, image, ntImport(machine));
    modules.push({ image });
    return image;
  };
  for (const leak of machine.scenario.leaks ?? []) {
    if (leak.kind !== 'blocks') continue;
    for (let i = 0; i < leak.drivers; i++) sites.push(writeShape(machine, next(), leak));
    for (const mention of leak.mentions ?? []) writeMention(machine, next(), leak, mention);
  }
  return modules;
}

function writeShape({ kernel, mode, scenario }: Machine, image: ImageSpec, leak: BlocksLeak): CallSite {
  const { tag, size, shape = 'push' } = leak;
  const va = image.base + CODE;
  const poolType = leak.paged ? 1 : 0;
  const variable = image.base + VARIABLE;
  const slot = slotOf(image, 'ExAllocatePoolWithTag');
  const shaped = shapedCode(va, shape, { tag: tagWord(tag), size, poolType, slot, variable });
  kernel.bytes(va, shaped.code, 'kernelCode');
  kernel.u32(variable, shaped.data ?? 0);
  const isLost = scenario.damage?.includes('lost-driver-code') === true;
  if (isLost) kernel.evict(va, pageFileEntry(mode, 0, 0x321));
  return {
    module: image.name,
    rva: CODE + shaped.tagAt,
    tag,
    pool_type: poolType,
    size,
    how: shape,
    function: `${image.name}!Allocate`,
    va: va + shaped.tagAt,
    present: !isLost,
  };
}

function writeMention({ kernel }: Machine, image: ImageSpec, { tag }: BlocksLeak, how: Mention): void {
  if (how === 'data') kernel.u32(image.base + VARIABLE, tagWord(tag));
  else {
    const code = mentioningCode(how, tagWord(tag), slotOf(image, 'ExFreePoolWithTag'));
    kernel.bytes(image.base + CODE, code, 'kernelCode');
  }
}

import { tagWord } from './bytes.ts';
import { driver, driverImage, IMPORTS, type Module, ntImport } from './driver-image.ts';
import { mentioningCode, passingCode, shapedCode } from './leaks/call-shapes.ts';
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

/** Where the slot of a library's routine follows those of the kernel's. */
const LIBRARY_SLOT = IAT + (IMPORTS.length + 1) * 4;
const LIBRARY = { LibAllocate: CODE };

const slotOf = (image: ImageSpec, routine: string) => image.base + IAT + IMPORTS.indexOf(routine) * 4;

export function writeLeakDrivers(machine: Machine, sites: CallSite[]): Module[] {
  const modules: Module[] = [];
  const next = (exports?: ImageSpec['exports']) => {
    const n = modules.length;
    const guid = `${(0x7d1e + n * 0x111).toString(16).toUpperCase()}${GUID_TAIL}`;
    const spec = driver(NAMES[n], 0x8000, 0x4c3f1a20 + n * 0x51a3, guid);
    const image = { ...driverImage(spec, machine.drivers.take(8)), exports };
    writeImage(machine.kernel, image, ntImport(machine));
    modules.push({ image });
    return image;
  };
  for (const leak of machine.scenario.leaks ?? []) {
    if (leak.kind !== 'blocks') continue;
    for (let i = 0; i < leak.drivers; i++) {
      const image = next();
      if (leak.shape === 'library') importLibrary(machine, image, next({ rva: 0x2400, names: LIBRARY }));
      sites.push(writeShape(machine, image, leak));
    }
    for (const mention of leak.mentions ?? []) writeMention(machine, next(), leak, mention);
  }
  return modules;
}

/** Another driver's routine that allocates for its callers, and the word in `image` that leads to it. */
function importLibrary({ kernel }: Machine, image: ImageSpec, library: ImageSpec): void {
  const code = passingCode(slotOf(library, 'ExAllocatePoolWithTag'));
  kernel.bytes(library.base + CODE, code, 'kernelCode');
  kernel.u32(image.base + LIBRARY_SLOT, library.base + CODE);
}

function writeShape({ kernel, mode, scenario }: Machine, image: ImageSpec, leak: BlocksLeak): CallSite {
  const { tag, size, shape = 'push' } = leak;
  const va = image.base + CODE;
  const poolType = leak.paged ? 1 : 0;
  const variable = image.base + VARIABLE;
  const slot = shape === 'library' ? image.base + LIBRARY_SLOT : slotOf(image, 'ExAllocatePoolWithTag');
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

import { bugCheckName } from '../kernel/bugcheck-names.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { kernelVersionLine, productLine } from '../symbols/builtin/windows-builds.ts';
import type { DumpFacts } from './analysis.ts';

const ADDRESS_SPACE = 2 ** 32;

/** The dump and the system it was taken from, as its header tells. */
export function dumpFacts(kernel: Kernel): DumpFacts {
  const { dump, build } = kernel;
  const { header } = dump;
  return {
    path: dump.path,
    fileSize: dump.fileSize,
    kind: dump.kind,
    pages: dump.physical.pages.pageCount,
    version: kernelVersionLine({
      build,
      servicePack: kernel.servicePack,
      processors: kernel.processorCount,
      majorVersion: header.majorVersion,
    }),
    product: productLine(header.productType, header.suiteMask),
    build,
    pae: kernel.memory.mode.name === 'PAE',
    processors: kernel.processorCount,
    systemTime: header.systemTime,
    upTime: header.systemUpTime,
    bugCheck: {
      code: header.bugCheckCode,
      name: bugCheckName(header.bugCheckCode),
      parameters: header.bugCheckParameters,
    },
    kernelBase: kernel.base,
    systemSpace: ADDRESS_SPACE - kernel.systemRangeStart,
  };
}

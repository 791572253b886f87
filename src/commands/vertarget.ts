import type { Session } from '../analysis/session.ts';
import type { Halves } from '../formats/dump-header.ts';
import { readAnsi } from '../kernel/strings.ts';
import { kernelVersionLine, productLine } from '../symbols/builtin/windows-builds.ts';
import { addVa, hex8, type VirtualAddress } from '../units/address.ts';
import { fileTimeIso, fileTimeText, fileTimeToMs, upTimeText } from '../units/time.ts';
import { known } from '../units/value.ts';
import { defineCommand, type TextOptions } from './command.ts';

export interface TargetVersion {
  readonly version: string;
  readonly product: string | undefined;
  /** NtBuildLab: `7601.17514.x86fre.win7sp1_rtm.101119-1850`. */
  readonly builtBy: string | undefined;
  readonly kernelBase: VirtualAddress;
  readonly psLoadedModuleList: VirtualAddress;
  /** FILETIME of the dump. */
  readonly systemTime: Halves | undefined;
  readonly upTime: Halves | undefined;
}

/** NtBuildLab is a string of at most this many characters. */
const BUILD_LAB_LENGTH = 128;

/** Which Windows the dump is of, and when it was taken. */
export function targetVersionOf(session: Session): TargetVersion {
  const { kernel } = session;
  const { header } = kernel.dump;
  const lab = known(kernel.globals.address('NtBuildLab'));
  const text = lab === undefined ? undefined : readAnsi(kernel.memory, lab, BUILD_LAB_LENGTH);
  return {
    version: kernelVersionLine({
      build: kernel.build,
      servicePack: kernel.servicePack,
      processors: kernel.processorCount,
      majorVersion: header.majorVersion,
    }),
    product: productLine(header.productType, header.suiteMask),
    builtBy: text !== undefined && /^[\x20-\x7e]+$/.test(text) ? text : undefined,
    kernelBase: kernel.base,
    psLoadedModuleList: addVa(header.psLoadedModuleList, 0),
    systemTime: header.systemTime,
    upTime: header.systemUpTime,
  };
}

export const vertargetCommand = defineCommand<TargetVersion>({
  name: 'vertarget',
  aliases: ['version'],
  summary: 'Version of Windows, time of the dump and up-time',
  parameters: [],
  example: 'vertarget',
  run: targetVersionOf,
  *text(target, options) {
    yield target.version;
    if (target.product !== undefined) yield target.product;
    if (target.builtBy !== undefined) yield `Built by: ${target.builtBy}`;
    yield `Kernel base = 0x${hex8(target.kernelBase)} PsLoadedModuleList = 0x${hex8(target.psLoadedModuleList)}`;
    yield* timeLines(target, options);
  },
  json: ({ version, product, builtBy, kernelBase, psLoadedModuleList, ...times }) => ({
    version,
    product: product ?? null,
    builtBy: builtBy ?? null,
    kernelBase: hex8(kernelBase),
    psLoadedModuleList: hex8(psLoadedModuleList),
    ...timesJson(times),
  }),
  table: () => ({ none: 'one record' }),
});

function* timeLines({ systemTime, upTime }: TargetVersion, options: TextOptions): Iterable<string> {
  const at = systemTime === undefined ? undefined : fileTimeText(systemTime, options.timeZone);
  yield `Debug session time: ${at ?? 'not recorded'}`;
  yield `System Uptime: ${upTime === undefined ? 'not recorded' : upTimeText(upTime)}`;
}

function timesJson({ systemTime, upTime }: Pick<TargetVersion, 'systemTime' | 'upTime'>) {
  return {
    systemTime: systemTime === undefined ? null : fileTimeIso(systemTime),
    upTimeMs: upTime === undefined ? null : fileTimeToMs(upTime),
  };
}

export const timeCommand = defineCommand<TargetVersion>({
  name: '.time',
  summary: 'When the dump was taken, and up-time',
  parameters: [],
  example: '.time',
  differs: 'In UTC unless --tz says otherwise.',
  run: targetVersionOf,
  text: timeLines,
  json: timesJson,
  table: () => ({ none: 'two times' }),
});

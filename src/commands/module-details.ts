import type { Session } from '../analysis/session.ts';
import type { CodeViewId } from '../image/codeview.ts';
import type { VersionInfo } from '../image/version-info.ts';
import type { Module } from '../kernel/modules.ts';
import { hex8 } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { unixTimeText } from '../units/time.ts';
import { isPresent, known, type Value } from '../units/value.ts';
import type { TextOptions } from './command.ts';

/** What `lmv` adds to a module: where it came from and who made it. */
export interface ModuleDetails {
  readonly module: Module;
  /** UNIX time of the link: the loader's, or else the image header's. */
  readonly timeDateStamp: number;
  /** Undefined where neither loader nor image header tells. */
  readonly checkSum: number | undefined;
  readonly codeView: CodeViewId | undefined;
  readonly version: VersionInfo | undefined;
  /** Why the version resource is not shown, when it is not. */
  readonly versionAbsence?: string;
}

/** The loader's list has no time stamps on most builds; 0 where the header cannot be read either. */
export function linkTime(session: Session, module: Module): number {
  return module.timeDateStamp || known(session.names.image(module).headers)?.timeDateStamp || 0;
}

/** The loader's word, or else the image header's; undefined where neither tells. */
export function checkSumOf(session: Session, module: Module): number | undefined {
  return module.checkSum || known(session.names.image(module).headers)?.checkSum;
}

export function moduleDetails(session: Session, module: Module): ModuleDetails {
  const image = session.names.image(module);
  const version = image.version;
  return {
    module,
    timeDateStamp: linkTime(session, module),
    checkSum: checkSumOf(session, module),
    codeView: known(image.codeView),
    version: known(version),
    versionAbsence: absence(version),
  };
}

function absence(version: Value<VersionInfo>): string | undefined {
  return isPresent(version) || version.absent === 'unsupported'
    ? undefined
    : `${version.at} (${version.absent})`;
}

/** The file name at the end of a path of either kind of slash. */
function lastPart(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
}

function field(label: string, value: string): string {
  return `    ${`${label}:`.padEnd(17)} ${value}`;
}

/** The block under a module's line in `lmv`. */
export function* moduleDetailLines(details: ModuleDetails, options: TextOptions): Iterable<string> {
  const { module, version } = details;
  const path = module.path ?? module.fileName;
  const file = printable(module.path === undefined ? module.fileName : lastPart(module.path));
  yield `    Loaded symbol image file: ${file}`;
  yield `    Image path: ${printable(path)}`;
  yield `    Image name: ${printable(module.fileName) || file}`;
  const stamp = details.timeDateStamp;
  const hexStamp = stamp.toString(16).toUpperCase().padStart(8, '0');
  yield `    Timestamp:        ${stamp === 0 ? 'unavailable' : unixTimeText(stamp, options.timeZone)} (${hexStamp})`;
  yield `    CheckSum:         ${details.checkSum === undefined ? '????????' : hex8(details.checkSum).toUpperCase()}`;
  yield `    ImageSize:        ${module.size.toString(16).toUpperCase().padStart(8, '0')}`;
  yield* versionLines(version);
  if (details.versionAbsence !== undefined)
    yield `    Version resource: ???????? ${printable(details.versionAbsence)}`;
}

/** Name, GUID and age of the PDB that belongs to the module, when it says so. */
export function pdbText({ codeView }: ModuleDetails): string | undefined {
  return codeView && `${printable(codeView.pdbName)} ${codeView.guid} age ${codeView.age.toString(16)}`;
}

/** What a debugger says when there is no translation table. */
const USUAL_TRANSLATIONS = '0000.04b0 0000.04e4 0409.04b0 0409.04e4';

function* versionLines(version: VersionInfo | undefined): Iterable<string> {
  if (version === undefined || version.strings.length === 0) {
    yield `    Translations:     ${version?.translations.join(' ') || USUAL_TRANSLATIONS}`;
    return;
  }
  for (const { name, value } of version.strings.slice(0, 32)) {
    yield field(printable(name), printable(value));
  }
}

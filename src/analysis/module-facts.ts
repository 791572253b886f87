import type { VersionInfo } from '../image/version-info.ts';
import type { Module } from '../kernel/modules.ts';
import { known } from '../units/value.ts';
import type { ModuleFacts } from './analysis.ts';
import type { Session } from './session.ts';

/** Loaded modules with what a vendor needs to know of each. */
export function moduleFacts(session: Session): ModuleFacts[] {
  return session.kernel.modules.map((module) => oneModule(session, module));
}

function oneModule(session: Session, module: Module): ModuleFacts {
  const image = session.names.image(module);
  const headers = known(image.headers);
  const version = known(image.version);
  const codeView = known(image.codeView);
  return {
    name: module.name,
    fileName: module.fileName,
    path: module.path,
    base: module.base,
    size: module.size,
    timeDateStamp: module.timeDateStamp || headers?.timeDateStamp || 0,
    checkSum: module.checkSum || headers?.checkSum || 0,
    company: stringOf(version, 'CompanyName'),
    description: stringOf(version, 'FileDescription'),
    version: stringOf(version, 'FileVersion'),
    pdb: codeView && `${codeView.pdbName} ${codeView.guid} ${codeView.age.toString(16)}`,
  };
}

function stringOf(version: VersionInfo | undefined, name: string): string | undefined {
  return version?.strings.find((one) => one.name === name)?.value || undefined;
}

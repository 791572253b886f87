import type { Kernel } from '../kernel/kernel.ts';
import { known } from '../units/value.ts';
import type { Process } from './processes.ts';
import { Structure } from './structure.ts';

/**
 * File name of a process's image. The audit name is whole; where it is missing, paged out or does
 * not fit the 15 characters the process keeps itself, those stand.
 */
export function imageName(kernel: Kernel, process: Process): string {
  const structure = new Structure(kernel.memory, kernel.layouts, '_EPROCESS', process.address);
  const audit = structure.has('SeAuditProcessCreationInfo')
    ? structure.inner('SeAuditProcessCreationInfo', '_SE_AUDIT_PROCESS_CREATION_INFO').u32('ImageFileName')
    : undefined;
  if (!audit) return process.name;
  const path = new Structure(kernel.memory, kernel.layouts, '_OBJECT_NAME_INFORMATION', audit).unicode(
    'Name',
  );
  const last = known(path)?.split('\\').at(-1) ?? '';
  return last.toLowerCase().startsWith(process.name.toLowerCase()) ? last || process.name : process.name;
}

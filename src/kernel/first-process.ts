import type { MemoryReader } from '../memory/reader.ts';
import { type Layouts, optionalOffset } from '../symbols/layouts.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';

/** Id of the System process, which always heads the list; DISPATCHER_HEADER.Type of a process. */
const SYSTEM_ID = 4;
const PROCESS = 3;
const SYSTEM_NAME = [...'System'].map((letter) => letter.charCodeAt(0));

/**
 * Whether a layout makes the first entry of the process list at `head` the System process; undefined
 * where the entry cannot be read. The only thing on XP that a layout can be held against.
 */
export function fitsFirstProcess(
  memory: MemoryReader,
  head: VirtualAddress,
  layouts: Layouts,
): boolean | undefined {
  const first = memory.u32(head);
  const links = optionalOffset(layouts, '_EPROCESS', 'ActiveProcessLinks');
  const idAt = optionalOffset(layouts, '_EPROCESS', 'UniqueProcessId');
  const nameAt = optionalOffset(layouts, '_EPROCESS', 'ImageFileName');
  if (first === undefined || links === undefined || idAt === undefined || nameAt === undefined)
    return undefined;
  const process = addVa(first, -links);
  const type = memory.u8(process);
  const id = memory.u32(addVa(process, idAt));
  const name = memory.readMaybe(addVa(process, nameAt), SYSTEM_NAME.length);
  if (type === undefined || id === undefined || name === undefined) return undefined;
  return (type & 0x7f) === PROCESS && id === SYSTEM_ID && SYSTEM_NAME.every((code, i) => name[i] === code);
}

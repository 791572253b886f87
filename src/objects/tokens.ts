import type { Kernel } from '../kernel/kernel.ts';
import { absentAt } from '../kernel/strings.ts';
import type { MemoryReader } from '../memory/reader.ts';
import { addVa, hex8, type VirtualAddress } from '../units/address.ts';
import { absent, present, type Value } from '../units/value.ts';
import { Structure } from './structure.ts';

/** The low bits of a fast reference are a count, and in ClientSecurity flags. */
const REFERENCE_BITS = 7;
/** A SID has at most this many sub-authorities. */
const MAX_SUB_AUTHORITIES = 15;

export const IMPERSONATION_LEVELS = ['Anonymous', 'Identification', 'Impersonation', 'Delegation'] as const;

/** Token that a thread acts with instead of its process's own. */
export interface Impersonation {
  readonly token: VirtualAddress;
  /** SECURITY_IMPERSONATION_LEVEL, 0..3. */
  readonly level: number;
}

/** What the thread at `address` impersonates; undefined when it does not. */
export function readImpersonation(kernel: Kernel, address: VirtualAddress): Impersonation | undefined {
  const thread = new Structure(kernel.memory, kernel.layouts, '_ETHREAD', address);
  if (thread.bits('ActiveImpersonationInfo') !== 1) return undefined;
  const security = thread.u32('ClientSecurity');
  if (security !== undefined) return { token: (security & ~REFERENCE_BITS) >>> 0, level: security & 3 };
  return impersonationBefore2008(kernel, thread);
}

/** PS_IMPERSONATION_INFORMATION of XP and Server 2003: Token 0, ImpersonationLevel 8. */
function impersonationBefore2008(kernel: Kernel, thread: Structure): Impersonation | undefined {
  const information = thread.u32('ImpersonationInfo');
  const token = information && kernel.memory.u32(information);
  const level = information && kernel.memory.u32(addVa(information, 8));
  return token && level !== undefined ? { token, level: level & 3 } : undefined;
}

/** Token of a process, its reference count stripped; 0 when it has none. */
export function processToken(kernel: Kernel, process: VirtualAddress): Value<VirtualAddress> {
  const structure = new Structure(kernel.memory, kernel.layouts, '_EPROCESS', process);
  const word = structure.value('Token');
  return 'value' in word ? present((word.value & ~REFERENCE_BITS) >>> 0, word.source) : word;
}

/** SID of the user a token stands for, as text: `S-1-5-18`. */
export function readTokenUser(kernel: Kernel, token: VirtualAddress): Value<string> {
  const structure = new Structure(kernel.memory, kernel.layouts, '_TOKEN', token);
  const groups = structure.value('UserAndGroups');
  if ('absent' in groups) return groups;
  if (groups.value === 0) return absent('unreadable', `the token at ${hex8(token)} names no user`);
  const sid = kernel.memory.u32(groups.value);
  return sid === undefined ? absentAt(kernel.memory, groups.value) : readSid(kernel.memory, sid);
}

/** SID in memory: revision, count, six bytes of authority (big-endian), sub-authorities. */
export function readSid(memory: MemoryReader, address: VirtualAddress): Value<string> {
  const head = memory.readMaybe(address, 8);
  if (head === undefined) return absentAt(memory, address);
  const [revision, count] = head;
  if (revision !== 1 || count > MAX_SUB_AUTHORITIES) {
    return absent('unreadable', `no SID at ${hex8(address)}`);
  }
  const authority = head.subarray(2).reduce((sum, byte) => sum * 256 + byte, 0);
  const parts: number[] = [];
  for (let i = 0; i < count; i++) {
    const at = addVa(address, 8 + i * 4);
    const part = memory.u32(at);
    if (part === undefined) return absentAt(memory, at);
    parts.push(part);
  }
  return present(['S', revision, authority, ...parts].join('-'), 'walk');
}

/** DEVICE_MAP that names of a thread are looked up in: of its token's logon session, or its process's. */
export function readDeviceMap(
  kernel: Kernel,
  process: VirtualAddress,
  impersonation?: Impersonation,
): Value<number> {
  if (impersonation !== undefined) {
    const token = new Structure(kernel.memory, kernel.layouts, '_TOKEN', impersonation.token);
    const session = token.u32('LogonSession');
    if (session) {
      const map = new Structure(kernel.memory, kernel.layouts, '_SEP_LOGON_SESSION_REFERENCES', session);
      const own = map.u32('pDeviceMap');
      if (own) return present(own, 'layout');
    }
  }
  return new Structure(kernel.memory, kernel.layouts, '_EPROCESS', process).value('DeviceMap');
}

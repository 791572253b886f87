import { hex, put32 } from './bytes.ts';
import type { Role } from './cast.ts';
import type { Machine } from './machine.ts';
import type { Objects } from './objects.ts';

/** Primary tokens: the owner's SID is all that is filled in. */

const LOCAL_SYSTEM = sid(5, [18]);
const USER = sid(5, [21, 1004336348, 1177238915, 682003330, 1001]);
const GROUP_BYTES = 8;
const ROOM = 0x28;

/** A SID: revision 1, count, 48-bit authority (big-endian), sub-authorities. */
function sid(authority: number, parts: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 + parts.length * 4);
  bytes.set([1, parts.length, ...hex('00 00 00 00 00'), authority]);
  for (const [i, part] of parts.entries()) put32(bytes, 8 + i * 4, part);
  return bytes;
}

/** Makes the token of a role and answers its address. */
export function writeToken(machine: Machine, objects: Objects, role: Role): number {
  const { kernel } = machine;
  const facts = machine.windows.token;
  const { body } = objects.create({ type: 'Token', pointers: 3, extra: ROOM });
  const groups = body + facts.size;
  const owner = role.session === 1 && role.pid !== 392 ? USER : LOCAL_SYSTEM;
  kernel.bytes(body, new TextEncoder().encode('User32 '));
  kernel.u32(body + facts.tokenId, 0x10000 + role.pid * 3);
  kernel.u32(body + facts.authenticationId, owner === USER ? 0x2e5a7 : 0x3e7);
  kernel.u32(body + facts.sessionId, role.session ?? 0);
  kernel.u32(body + facts.groupCount, 1);
  kernel.u32(body + facts.groups, groups);
  kernel.u32(body + facts.type, 1);
  kernel.u32(groups, groups + GROUP_BYTES);
  kernel.bytes(groups + GROUP_BYTES, owner);
  return body;
}

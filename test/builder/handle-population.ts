import type { Role } from './cast.ts';
import { handleIndex } from './handle-numbers.ts';
import type { HandleEntry } from './handle-table.ts';
import type { Machine } from './machine.ts';
import type { Objects } from './objects.ts';
import type { Process } from './processes.ts';
import { HEADER } from './small-pool.ts';
import type { HeaderName } from './windows/object-headers.ts';

/** What processes hold: objects of all kinds and the handles to them. */

export interface TruthHandle {
  handle: number;
  object: number;
  header: number;
  access: number;
  attributes: number;
  type: string;
}

const ACCESS: Record<string, number> = {
  Directory: 0x3,
  File: 0x100020,
  Event: 0x1f0003,
  Mutant: 0x1f0001,
  Semaphore: 0x100003,
  Section: 0xf0007,
  Key: 0x20019,
  Process: 0x1fffff,
  Thread: 0x1fffff,
  Token: 0xf01ff,
  Timer: 0x100002,
  Job: 0x1f001f,
  IoCompletion: 0x1f0003,
  'ALPC Port': 0x1f0001,
  EtwRegistration: 0x804,
  TpWorkerFactory: 0xf00ff,
  WindowStation: 0xf037f,
  Desktop: 0xf01ff,
};

const FILES = [
  '\\Windows\\System32',
  '\\Windows\\System32\\drivers\\etc\\hosts',
  '\\Users\\test\\ntuser.dat',
];
/** Headers that Windows 8 and 10 added. */
const LATER_HEADERS: Readonly<Record<string, readonly HeaderName[]>> = {
  Mutant: ['audit'],
  Semaphore: ['padding', 'audit'],
  Section: ['extended'],
  Token: ['extended', 'padding'],
};
const KEYS = ['SOFTWARE', 'ControlSet001', 'Session Manager', 'Nls', 'Policies'];

/** Makes objects that handles name; existing processes and threads are taken where they fit. */
export class HandlePopulation {
  readonly #machine: Machine;
  readonly #objects: Objects;
  readonly #shared = new Map<string, number>();
  #turn = 0;

  constructor(machine: Machine, objects: Objects) {
    this.#machine = machine;
    this.#objects = objects;
  }

  /** An object that every process may have a handle to, such as the KnownDlls directory. */
  share(type: string, body: number): void {
    this.#shared.set(type, body);
  }

  /** Handles of an ordinary process: a Directory, a File and an Event first. */
  forRole(role: Role, processes: readonly Process[]): { type: string; body: number }[] {
    const types = ['Directory', 'File', 'Event'];
    for (const [type, count] of Object.entries(role.handles)) {
      if (!this.#objects.types.has(type)) continue;
      const n = this.#machine.lean ? Math.min(count, 2) : count;
      for (let i = 0; i < n; i++) types.push(type);
    }
    return types.map((type) => ({ type, body: this.object(type, processes) }));
  }

  object(type: string, processes: readonly Process[]): number {
    const shared = this.#shared.get(type);
    if (shared !== undefined) return shared;
    const n = this.#turn++;
    if (type === 'Process') return processes[n % processes.length].va;
    if (type === 'Thread') {
      const threads = processes.flatMap((p) => p.threads);
      return threads[n % threads.length];
    }
    return this.create(type, n);
  }

  create(type: string, n: number): number {
    const name = type === 'Key' ? KEYS[n % KEYS.length] : undefined;
    const unnamed = type === 'Key' ? undefined : name;
    const headers = this.#headers(type);
    const { body } = this.#objects.create({ type, headers, name: unnamed });
    if (type === 'File') this.writeFile(body, FILES[n % FILES.length]);
    if (type === 'Event' || type === 'Mutant' || type === 'Semaphore') this.#dispatcher(body, type, n);
    return body;
  }

  /** Quota where it is usual, and what only later Windows put in front of objects. */
  #headers(type: string): HeaderName[] {
    const usual: HeaderName[] = type === 'Event' || type === 'File' ? ['quota'] : [];
    const known = this.#machine.windows.objects.optional.map(([name]) => name);
    return [...usual, ...(LATER_HEADERS[type] ?? []).filter((name) => known.includes(name))];
  }

  #dispatcher(body: number, type: string, n: number): void {
    const { kernel } = this.#machine;
    const kind = type === 'Event' ? n & 1 : type === 'Mutant' ? 2 : 5;
    kernel.u32(body, kind | 0x40000);
    kernel.u32(body + 4, type === 'Event' ? 0 : 1);
    kernel.emptyList(body + 8);
  }

  /** FILE_OBJECT: type 5, size 0x80, its name in paged pool. */
  writeFile(body: number, path: string): void {
    const { kernel } = this.#machine;
    kernel.u16(body, 5);
    kernel.u16(body + 2, 0x80);
    kernel.u32(body + 0x2c, 0x40042);
    kernel.unicode(body + 0x30, this.#objects.text(path, 'IoNm'), path.length);
  }

  /** A device map block (tag ObDm), at a fixed address when one is given. */
  deviceMap(at?: number): number {
    const { pools, plan } = this.#machine;
    const size = 0x38;
    if (at !== undefined) plan.mark(at, 'pagedPool');
    const block =
      at === undefined ? pools.pg0.alloc('ObDm', size) : pools.pg0.pin(at - HEADER, 'ObDm', size, undefined);
    return block + HEADER;
  }

  /** Numbers the handles from 4 on; one in seven is inheritable, one in twenty protected. */
  number(list: readonly { type: string; body: number }[]): HandleEntry[] {
    return list.map(({ type, body }, i) => {
      this.#objects.addHandle(body, type);
      return {
        index: handleIndex(i),
        body,
        access: ACCESS[type] ?? 0x1f0003,
        attributes: i % 7 === 6 ? 2 : 0,
        protectFromClose: i % 20 === 19,
      };
    });
  }
}

/** Handles as the truth lists them. */
export function truthHandles(
  entries: readonly HandleEntry[],
  types: readonly string[],
  limit: number,
): TruthHandle[] {
  return entries.slice(0, limit).map((e, i) => ({
    handle: e.index * 4,
    object: e.body,
    header: e.body - 0x18,
    access: e.access,
    attributes: e.attributes ?? 0,
    type: types[i],
  }));
}

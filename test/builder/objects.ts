import { roundUp, tagWord, utf16 } from './bytes.ts';
import type { Machine, PoolName } from './machine.ts';
import { HEADER } from './small-pool.ts';
import { OBJECT_HEADER, OBJECT_TYPE, OBJECT_TYPES, OPTIONAL_HEADERS } from './windows7.ts';

/** Executive objects: optional headers, object header, body, and the totals in their types. */

export interface ObjectRequest {
  type: string;
  /** Fixed address of the body; the block lies where its headers make it start. */
  at?: number;
  /** Size of the block that must lie before a fixed one. */
  previous?: number;
  /** Optional headers, by name. */
  headers?: readonly (keyof typeof OPTIONAL_HEADERS)[];
  name?: string;
  /** References that no handle accounts for. */
  pointers?: number;
  /** Bytes of body beyond the usual size of the type. */
  extra?: number;
  pool?: PoolName;
  /** OBJECT_HEADER.QuotaBlockCharged. */
  quotaBlock?: number;
}

interface TypeState {
  va: number;
  index: number;
  tag: string;
  side: 'np' | 'pg';
  body: number;
  objects: number;
  handles: number;
}

export interface CreatedObject {
  body: number;
  type: string;
  name?: string;
}

const KERNEL_OBJECT_FLAGS = 0x02;
const PERMANENT_FLAGS = 0x12;
const NON_PAGED = 0;
const PAGED = 1;
/** Fixed type bodies of the handle leak environment. */
const ARTICLE_TYPES: Record<string, number> = {
  Thread: 0x8928c1e8,
  Directory: 0x8928c7c8,
  Event: 0x8931e330,
  File: 0x89324f78,
};
const VALID_ACCESS: Record<string, number> = { Directory: 0xf000f, Thread: 0x1fffff, Process: 0x1fffff };

export class Objects {
  readonly #machine: Machine;
  readonly types = new Map<string, TypeState>();
  readonly #handles = new Map<number, number>();
  readonly #pointers = new Map<number, number>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Makes the type objects. `fixed` puts the four that the article shows where it shows them. */
  createTypes(fixed: boolean): void {
    const { kernel, globals } = this.#machine;
    const table = globals.at('ObTypeIndexTable');
    kernel.u32(table + 4, 0xbad0b0b0);
    OBJECT_TYPES.forEach(([name, tag, side, body], i) => {
      const index = i + 2;
      this.types.set(name, { va: 0, index, tag, side, body, objects: 0, handles: 0 });
    });
    for (const [name, state] of this.types) {
      const at = fixed ? ARTICLE_TYPES[name] : undefined;
      const object = this.create({ type: 'Type', at, headers: ['creator', 'name'], name, pointers: 2 });
      state.va = object.body;
      kernel.u32(table + state.index * 4, state.va);
      this.#writeType(name, state);
    }
  }

  #writeType(name: string, state: TypeState): void {
    const { kernel } = this.#machine;
    const va = state.va;
    kernel.emptyList(va);
    const text = this.text(name);
    kernel.unicode(va + OBJECT_TYPE.name, text, name.length);
    kernel.u32(va + OBJECT_TYPE.index, state.index);
    kernel.u16(va + OBJECT_TYPE.initializer, 0x50);
    kernel.u32(va + OBJECT_TYPE.validAccess, VALID_ACCESS[name] ?? 0x1f0003);
    kernel.u32(va + OBJECT_TYPE.poolType, state.side === 'np' ? NON_PAGED : PAGED);
    kernel.u32(va + OBJECT_TYPE.key, tagWord(state.tag));
    kernel.emptyList(va + OBJECT_TYPE.size - 8);
  }

  /** A string in paged pool (tag ObNm), UTF-16 with its terminator. */
  text(value: string, tag = 'ObNm'): number {
    const { kernel, pools } = this.#machine;
    const block = pools.pg0.alloc(tag, roundUp(HEADER + value.length * 2 + 2, 8));
    kernel.bytes(block + HEADER, utf16(`${value}\0`));
    return block + HEADER;
  }

  create(request: ObjectRequest): CreatedObject {
    const { kernel, pools } = this.#machine;
    const type = this.types.get(request.type)!;
    const headers = (Object.keys(OPTIONAL_HEADERS) as (keyof typeof OPTIONAL_HEADERS)[]).filter(
      (h) => request.headers?.includes(h) || (h === 'name' && request.name !== undefined),
    );
    const before = headers.reduce((sum, h) => sum + OPTIONAL_HEADERS[h].size, HEADER + OBJECT_HEADER.size);
    const size = roundUp(before + type.body + (request.extra ?? 0), 8);
    const pool = pools[request.pool ?? (type.side === 'np' ? 'np' : 'pg0')];
    const options = { protected: true };
    const block =
      request.at === undefined
        ? pool.alloc(type.tag, size, options)
        : pool.pin(request.at - before, type.tag, size, request.previous, options);
    if (request.at !== undefined)
      this.#machine.plan.mark(block, type.side === 'np' ? 'nonPagedPool' : 'pagedPool');
    const body = block + before;
    this.#writeHeaders(body, type.index, headers, request);
    type.objects++;
    this.#pointers.set(body, request.pointers ?? 1);
    kernel.u32(body - OBJECT_HEADER.size, request.pointers ?? 1);
    return { body, type: request.type, name: request.name };
  }

  #writeHeaders(
    body: number,
    index: number,
    headers: (keyof typeof OPTIONAL_HEADERS)[],
    request: ObjectRequest,
  ): void {
    const { kernel } = this.#machine;
    const header = body - OBJECT_HEADER.size;
    kernel.u8(header + OBJECT_HEADER.typeIndex, index);
    kernel.u8(
      header + OBJECT_HEADER.infoMask,
      headers.reduce((mask, h) => mask | OPTIONAL_HEADERS[h].bit, 0),
    );
    kernel.u8(header + OBJECT_HEADER.flags, request.type === 'Type' ? PERMANENT_FLAGS : KERNEL_OBJECT_FLAGS);
    kernel.u32(header + OBJECT_HEADER.quotaBlock, request.quotaBlock ?? 0);
    let at = header;
    for (const h of headers) {
      at -= OPTIONAL_HEADERS[h].size;
      if (h === 'quota') kernel.u32(at + 4, 0x340);
      if (h === 'creator') kernel.emptyList(at);
      if (h === 'name' && request.name !== undefined) {
        kernel.unicode(at + 4, this.text(request.name), request.name.length);
        kernel.u32(at + 12, 1);
      }
    }
  }

  /** Counts one more handle to an object, or `by` more. */
  addHandle(body: number, type: string, by = 1): void {
    this.#handles.set(body, (this.#handles.get(body) ?? 0) + by);
    const state = this.types.get(type);
    if (state) state.handles += by;
  }

  /** Writes the counts that only stand at the end. */
  finish(): void {
    const { kernel } = this.#machine;
    for (const [body, handles] of this.#handles) {
      const header = body - OBJECT_HEADER.size;
      kernel.u32(header, (this.#pointers.get(body) ?? 1) + handles);
      kernel.u32(header + OBJECT_HEADER.handleCount, handles);
    }
    for (const state of this.types.values()) {
      kernel.u32(state.va + OBJECT_TYPE.objects, state.objects);
      kernel.u32(state.va + OBJECT_TYPE.handles, state.handles);
      kernel.u32(state.va + OBJECT_TYPE.highObjects, state.objects + 3);
      kernel.u32(state.va + OBJECT_TYPE.highHandles, state.handles + 7);
    }
  }
}

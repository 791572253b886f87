import { roundUp, tagWord, utf16 } from './bytes.ts';
import type { Machine, PoolName } from './machine.ts';
import { HEADER } from './small-pool.ts';
import { type HeaderName, OBJECT_HEADER } from './windows/object-headers.ts';
import { type HeaderWords, optionalBytes, writeObjectHeader } from './windows/object-memory.ts';
import { objectTypes } from './windows/object-types.ts';

/** Executive objects: optional headers, object header, body, and the totals in their types. */

export interface ObjectRequest {
  type: string;
  /** Fixed address of the body; the block lies where its headers make it start. */
  at?: number;
  /** Size of the block that must lie before a fixed one. */
  previous?: number;
  /** Optional headers, by name. */
  headers?: readonly HeaderName[];
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
const CREATOR_BYTES = 0x10;
const NON_PAGED = 0;
const NON_PAGED_NX = 0x200;
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
    const { kernel, globals, windows } = this.#machine;
    const table = globals.has('ObTypeIndexTable') ? globals.at('ObTypeIndexTable') : undefined;
    if (table !== undefined) kernel.u32(table + 4, 0xbad0b0b0);
    objectTypes(windows).forEach(([name, tag, side, body], i) => {
      const index = i + 2;
      this.types.set(name, { va: 0, index, tag, side, body, objects: 0, handles: 0 });
    });
    for (const [name, state] of this.types) {
      const at = fixed ? ARTICLE_TYPES[name] : undefined;
      const object = this.create({ type: 'Type', at, headers: ['creator', 'name'], name, pointers: 2 });
      state.va = object.body;
      if (table !== undefined) kernel.u32(table + state.index * 4, state.va);
      this.#writeType(name, state);
    }
    if (windows.objects.linksTypes) this.#linkTypes();
  }

  /** Before Windows 7 the type of all types lists its objects, and the first ones were made without a type. */
  #linkTypes(): void {
    const { kernel, windows } = this.#machine;
    const types = [...this.types.values()];
    const [typeOfTypes] = types;
    const creator = (body: number) => body - OBJECT_HEADER.size - CREATOR_BYTES;
    kernel.list(
      typeOfTypes.va + windows.objectType.typeList,
      types.map(({ va }) => creator(va)),
    );
    kernel.u32(typeOfTypes.va - OBJECT_HEADER.size + OBJECT_HEADER.type, typeOfTypes.va);
  }

  #writeType(name: string, state: TypeState): void {
    const { kernel, windows } = this.#machine;
    const facts = windows.objectType;
    const va = state.va;
    kernel.emptyList(va + facts.typeList);
    const text = this.text(name);
    kernel.unicode(va + facts.name, text, name.length);
    kernel.u32(va + facts.index, state.index);
    kernel.u16(va + facts.initializer, facts.initializerSize);
    kernel.u32(va + facts.validAccess, VALID_ACCESS[name] ?? 0x1f0003);
    const nonPaged = windows.pool.noExecute ? NON_PAGED_NX : NON_PAGED;
    kernel.u32(va + facts.poolType, state.side === 'np' ? nonPaged : PAGED);
    kernel.u32(va + facts.key, tagWord(state.tag));
    if (facts.callbackList !== undefined) kernel.emptyList(va + facts.callbackList);
  }

  /** A string in paged pool (tag ObNm), UTF-16 with its terminator. */
  text(value: string, tag = 'ObNm'): number {
    const { kernel, pools } = this.#machine;
    const block = pools.pg0.alloc(tag, roundUp(HEADER + value.length * 2 + 2, 8));
    kernel.bytes(block + HEADER, utf16(`${value}\0`));
    return block + HEADER;
  }

  create(request: ObjectRequest): CreatedObject {
    const { kernel, pools, windows } = this.#machine;
    const type = this.types.get(request.type)!;
    const wanted = (h: HeaderName) =>
      request.headers?.includes(h) || (h === 'name' && request.name !== undefined);
    const headers = windows.objects.optional.map(([name]) => name).filter(wanted);
    const before = HEADER + optionalBytes(windows, headers) + OBJECT_HEADER.size;
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
    const words: HeaderWords = {
      type: { index: type.index, va: type.va },
      flags: request.type === 'Type' ? PERMANENT_FLAGS : KERNEL_OBJECT_FLAGS,
      quotaBlock: request.quotaBlock ?? 0,
      cookie: this.#machine.cookie,
    };
    const optional = writeObjectHeader(kernel, windows, body - OBJECT_HEADER.size, headers, words);
    const name = optional.get('name');
    if (name !== undefined && request.name !== undefined) {
      kernel.unicode(name + 4, this.text(request.name), request.name.length);
      kernel.u32(name + 12, 1);
    }
    type.objects++;
    this.#pointers.set(body, request.pointers ?? 1);
    kernel.u32(body - OBJECT_HEADER.size, request.pointers ?? 1);
    return { body, type: request.type, name: request.name };
  }

  /** Counts one more handle to an object, or `by` more. */
  addHandle(body: number, type: string, by = 1): void {
    this.#handles.set(body, (this.#handles.get(body) ?? 0) + by);
    const state = this.types.get(type);
    if (state) state.handles += by;
  }

  /** Writes the counts that only stand at the end. */
  finish(): void {
    const { kernel, windows } = this.#machine;
    const facts = windows.objectType;
    for (const [body, handles] of this.#handles) {
      const header = body - OBJECT_HEADER.size;
      kernel.u32(header, (this.#pointers.get(body) ?? 1) + handles);
      kernel.u32(header + OBJECT_HEADER.handleCount, handles);
    }
    for (const state of this.types.values()) {
      kernel.u32(state.va + facts.objects, state.objects);
      kernel.u32(state.va + facts.handles, state.handles);
      kernel.u32(state.va + facts.highObjects, state.objects + 3);
      kernel.u32(state.va + facts.highHandles, state.handles + 7);
    }
  }
}

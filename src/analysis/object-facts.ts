import type { VirtualAddress } from '../units/address.ts';
import type { Value } from '../units/value.ts';
import type { PoolName } from './pool-name.ts';

/** One process that holds objects of a type by handles. */
export interface Holder {
  readonly process: VirtualAddress;
  readonly pid: number;
  readonly name: string;
  readonly handles: number;
  /** Different objects behind those handles. */
  readonly objects: number;
  /** How many of those objects have ended: terminated threads, exited processes. */
  readonly dead: number;
  /** A few handles, for a person to repeat the proof. */
  readonly samples: readonly HandleSample[];
}

export interface HandleSample {
  readonly handle: number;
  readonly object: VirtualAddress;
  readonly access: number;
}

/** One process that objects belong to, whoever holds them. */
export interface Belonging {
  readonly process: VirtualAddress;
  readonly pid: number;
  readonly name: string;
  readonly objects: number;
  readonly dead: number;
}

/** What is known of all objects of one type. */
export interface TypeFacts {
  readonly name: string;
  /** Tag of their pool blocks, four characters. */
  readonly tag: string;
  readonly pool: PoolName;
  /** As the type object counts them. */
  readonly objects: Value<number>;
  readonly handles: Value<number>;
  /** Objects found in pool blocks. */
  readonly found: number;
  /** Bytes of those blocks. */
  readonly bytes: number;
  /** Found objects whose header counts at least one handle. */
  readonly withHandles: number;
  /** Found objects that no handle refers to although something still points at them. */
  readonly pointersOnly: number;
  /** Found objects that have ended; undefined for types whose objects do not end. */
  readonly dead?: number;
  /** Ended, without a handle, and still referred to. */
  readonly deadPointersOnly?: number;
  /** Different objects that handles of readable tables lead to. */
  readonly held: number;
  /** By number of objects, largest first. */
  readonly holders: readonly Holder[];
  /** Whom the objects belong to, for threads: largest first. */
  readonly belongsTo: readonly Belonging[];
  /** All pool pages and handle tables that could hold them were read. */
  readonly complete: boolean;
  readonly samples: readonly VirtualAddress[];
}

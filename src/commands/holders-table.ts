import type { TypeHolders } from '../analysis/holders.ts';
import type { HeldObject, HoldersResult, TypeResult } from './holders-text.ts';
import { columnsOf, type Table } from './table.ts';

/** Holders of types; objects one by one when they were listed; of one object the handles to it. */
export function holdersTable(result: HoldersResult): Table {
  if ('overview' in result) return holderRows(result.overview);
  if ('object' in result) return handleRows(result.object);
  return result.type.rows === undefined ? holderRows([result.type.facts]) : objectRows(result.type);
}

function holderRows(types: readonly TypeHolders[]): Table {
  return {
    columns: columnsOf(
      'type tag pool process:hex pid:number image handles:number objects:number ended:number',
    ),
    *rows() {
      for (const { name, tag, pool, holders } of types) {
        for (const one of holders)
          yield [name, tag, pool, one.process, one.pid, one.name, one.handles, one.objects, one.dead];
      }
    },
  };
}

function objectRows({ rows = [] }: TypeResult): Table {
  return {
    columns: columnsOf(
      'object:hex type handleCount:number pointerCount:number ended:boolean pid:number tid:number image foundBy',
    ),
    *rows() {
      for (const row of rows) {
        const { body, type, handleCount, pointerCount, ended, pid = null, tid = null, image = null } = row;
        yield [body, type, handleCount, pointerCount, ended, pid, tid, image, row.roads.join(', ')];
      }
    },
  };
}

function handleRows({ body, heldBy }: HeldObject): Table {
  return {
    columns: columnsOf('object:hex process:hex pid:number image handle:number access:hex'),
    *rows() {
      for (const { process, handle, access } of heldBy)
        yield [body, process.address, process.pid, process.name, handle, access];
    },
  };
}

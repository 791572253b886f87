import type { TypeFacts } from '../../analysis/object-facts.ts';
import type { OwnerSite, TagOwner } from '../../analysis/owner-facts.ts';
import type { PageMap } from '../../analysis/page-map.ts';
import type { PoolUse, TagTable } from '../../analysis/tag-facts.ts';
import type { WalkFacts } from '../../analysis/walk-facts.ts';
import type { Catalogue } from '../text/catalogue.ts';
import type { Remark } from '../text/remark.ts';
import { addressJson, orNull, valueJson } from './value-json.ts';

function useJson(use: PoolUse): Record<string, unknown> {
  return {
    blocks: valueJson(use.blocks),
    bytes: valueJson(use.bytes),
    allocs: valueJson(use.allocs),
    frees: valueJson(use.frees),
    walked: orNull(use.walked),
  };
}

export function tagsJson(tags: TagTable, remark: Remark): Record<string, unknown> {
  return {
    complete: tags.complete,
    bytes: tags.bytes,
    tables: tags.tables.map(({ name, address, rows, rowsRead, why }) => ({
      name,
      address: address === undefined ? null : addressJson(address),
      rows,
      rowsRead,
      why: why === undefined ? null : remark(why),
    })),
    rows: tags.rows.map((row) => ({
      tag: row.text,
      value: addressJson(row.tag),
      description: orNull(row.description),
      binary: orNull(row.binary),
      nonpaged: useJson(row.uses.nonpaged),
      paged: useJson(row.uses.paged),
    })),
  };
}

export function walkJson(walk: WalkFacts, { remark, terms }: Catalogue): Record<string, unknown> {
  return {
    walked: walk.walked,
    why: walk.why === undefined ? null : remark(walk.why),
    complete: walk.complete,
    pools: walk.pools.map((pool) => ({
      ...pool,
      pagesCounted: orNull(pool.pagesCounted),
      coverage: orNull(pool.coverage),
    })),
    brokenPages: walk.brokenPages,
    broken: walk.broken.map(({ page, offset, why, previousTag }) => ({
      page: addressJson(page),
      offset,
      why: terms.damage[why],
      previousTag: orNull(previousTag),
    })),
    bigPages: walk.bigPages,
  };
}

/** Shares as whole percents: the map is for the eye. */
export function pageMapJson(map: PageMap): Record<string, unknown> {
  return {
    pagesPerCell: map.pagesPerCell,
    cells: map.cells.map((cell) => ({
      start: addressJson(cell.start),
      pages: cell.pages,
      pool: cell.pool,
      tag: cell.tag,
      usedPercent: Math.round(cell.used * 100),
      unreadPercent: Math.round(cell.unread * 100),
    })),
  };
}

export function typeJson(type: TypeFacts): Record<string, unknown> {
  return {
    name: type.name,
    tag: type.tag,
    pool: type.pool,
    objects: valueJson(type.objects),
    handles: valueJson(type.handles),
    found: type.found,
    bytes: type.bytes,
    withHandles: type.withHandles,
    pointersOnly: type.pointersOnly,
    dead: orNull(type.dead),
    deadPointersOnly: orNull(type.deadPointersOnly),
    held: type.held,
    holders: type.holders.map(({ process, samples, ...holder }) => ({
      process: addressJson(process),
      ...holder,
      samples: samples.map(({ handle, object, access }) => ({
        handle: addressJson(handle),
        object: addressJson(object),
        access: addressJson(access),
      })),
    })),
    belongsTo: type.belongsTo.map(({ process, ...one }) => ({ process: addressJson(process), ...one })),
    complete: type.complete,
    samples: type.samples.map(addressJson),
  };
}

/** Reasons are said in the language of `remark`. */
export function ownerJson(owner: TagOwner, remark: Remark): Record<string, unknown> {
  return {
    tag: owner.text,
    value: addressJson(owner.tag),
    pool: owner.pool,
    candidates: owner.candidates.map(({ module, fileName, base, isKernel, sites }) => ({
      module,
      fileName,
      base: addressJson(base),
      isKernel,
      sites: sites.map((site) => siteJson(site, remark)),
    })),
    decoys: owner.decoys.map(({ address, why, ...decoy }) => ({
      address: addressJson(address),
      ...decoy,
      why: remark(why),
    })),
    codePages: owner.codePages,
    missingCodePages: owner.missingCodePages,
    doubtful: owner.doubtful,
    commands: owner.commands,
    complete: owner.complete,
  };
}

function siteJson(site: OwnerSite, remark: Remark): Record<string, unknown> {
  return {
    address: addressJson(site.address),
    call: addressJson(site.call),
    symbol: site.symbol,
    allocator: site.allocator,
    slot: site.slot === undefined ? null : addressJson(site.slot),
    size: orNull(site.size),
    poolType: orNull(site.poolType),
    sizeAgrees: orNull(site.sizeAgrees),
    poolAgrees: orNull(site.poolAgrees),
    inLoop: site.inLoop,
    confidence: site.confidence,
    why: remark(site.why),
  };
}

import { hex, hex8, type VirtualAddress } from '../units/address.ts';
import { known } from '../units/value.ts';
import type { AllocationSite, SiteConfidence, UntracedCall } from './allocation-site.ts';
import type { Trace } from './function-tracer.ts';
import type { ModuleCode } from './module-code.ts';
import type { ModuleIndex } from './module-index.ts';
import { siteReason } from './site-reason.ts';
import type { TracedCall } from './traced-call.ts';
import { alternatives, isOpen, type Origin, type TracedValue } from './traced-value.ts';

export interface MadeSites {
  readonly sites: readonly AllocationSite[];
  readonly untraced?: UntracedCall;
}

/** A tag as found, with the instruction or variable it comes from. */
interface FoundTag {
  readonly tag: number;
  readonly at: VirtualAddress;
  readonly from: AllocationSite['tagFrom'];
  readonly global?: VirtualAddress;
}

/** Turns traced calls of one module into sites. */
export function siteMaker(
  code: ModuleCode,
  index: ModuleIndex,
): (call: TracedCall, trace: Trace) => MadeSites {
  return (call, trace) => {
    const found = alternatives(call.tag)
      .map((origin) => foundTag(origin, code, index))
      .filter((tag): tag is FoundTag => tag !== undefined && tag.tag !== 0);
    const sites = found.map((tag) => site(tag, call, trace, code));
    if (found.length > 0 || passesOn(call.tag)) return { sites };
    return { sites, untraced: untracedCall(call, code) };
  };
}

/** The tag is the caller's choice: the caller's site counts, not this one. */
function passesOn(tag: TracedValue): boolean {
  return alternatives(tag).some(({ kind }) => kind === 'argument' || kind === 'incoming');
}

function foundTag(origin: Origin, code: ModuleCode, index: ModuleIndex): FoundTag | undefined {
  if (origin.kind === 'constant')
    return { tag: origin.value, at: origin.at, from: loadedBy(code, origin.at) };
  if (origin.kind !== 'loaded') return undefined;
  const tag = index.u32(origin.address);
  return tag === undefined ? undefined : { tag, at: origin.at, from: 'global', global: origin.address };
}

/** Which instruction put the immediate where it is, told from its first byte. */
function loadedBy(code: ModuleCode, at: VirtualAddress): AllocationSite['tagFrom'] {
  const byte = code.bytes[at - code.base];
  if (byte === 0x68 || byte === 0x6a) return 'push';
  return byte === 0xc7 ? 'store' : 'register';
}

function site(tag: FoundTag, call: TracedCall, trace: Trace, code: ModuleCode): AllocationSite {
  const doubts = siteDoubts(tag, call, code);
  const { allocator } = call;
  const size = constantOf(call.size);
  const poolType = constantOf(call.poolType);
  const loop = trace.backEdges.find(({ from, to }) => to <= call.at && call.at < from);
  const base: Omit<AllocationSite, 'why'> = {
    module: code.module.name,
    moduleBase: code.base,
    tag: tag.tag,
    tagAt: tag.at,
    tagFrom: tag.from,
    ...(tag.global === undefined ? {} : { global: tag.global }),
    callAt: call.at,
    through: through(call),
    ...(call.slot === undefined ? {} : { slot: call.slot }),
    allocator: allocator.wraps?.name ?? allocator.name,
    ...(allocator.wraps === undefined ? {} : { wrapper: allocator.name }),
    isLookaside: allocator.isLookaside === true,
    ...functionOf(call, code),
    ...(size === undefined ? {} : { size }),
    ...(poolType === undefined ? {} : { poolType }),
    ...(loop === undefined ? {} : { loop }),
    confidence: confidenceOf(doubts, code),
  };
  return { ...base, why: siteReason(base, doubts) };
}

function siteDoubts(tag: FoundTag, call: TracedCall, code: ModuleCode): string[] {
  const doubts = [...call.doubts];
  if (alternatives(call.tag).length > 1 || isOpen(call.tag))
    doubts.push('on other ways to the call another tag is passed');
  if (tag.global !== undefined && isWritable(code, tag.global)) {
    doubts.push(`the variable ${hex8(tag.global)} may have held another tag before`);
  }
  return doubts;
}

function isWritable(code: ModuleCode, va: VirtualAddress): boolean {
  const section = code.module.image.sectionAt(va - code.base);
  return section === undefined || section.isWritable;
}

function confidenceOf(doubts: readonly string[], code: ModuleCode): SiteConfidence {
  if (code.isGuessed) return 'possible';
  return doubts.length === 0 ? 'certain' : 'probable';
}

function through(call: TracedCall): AllocationSite['through'] {
  if (call.allocator.wraps !== undefined) return call.allocator.wraps.isThunk ? 'thunk' : 'wrapper';
  return (
    {
      direct: 'direct call',
      slot: 'import slot',
      register: 'register',
      framework: 'framework table',
    } as const
  )[call.way];
}

/** The value when all ways agree on one. */
function constantOf(value: TracedValue): number | undefined {
  return value?.kind === 'constant' ? value.value : undefined;
}

function functionOf(
  { functionStart, at }: TracedCall,
  code: ModuleCode,
): { functionStart?: VirtualAddress; functionName?: string } {
  const name = functionName(code, functionStart ?? at);
  const isNamed = name.includes('!');
  return {
    ...(functionStart === undefined ? {} : { functionStart }),
    ...(isNamed || functionStart !== undefined ? { functionName: name } : {}),
  };
}

function untracedCall(call: TracedCall, code: ModuleCode): UntracedCall {
  return {
    module: code.module.name,
    moduleBase: code.base,
    callAt: call.at,
    allocator: call.allocator.wraps?.name ?? call.allocator.name,
    ...(call.functionStart === undefined ? {} : { functionStart: call.functionStart }),
  };
}

/** Name of the function that starts at, or by the symbol file holds, an address: `nt!MiFoo`. */
export function functionName({ module, base }: ModuleCode, va: VirtualAddress): string {
  const rva = va - base;
  const exports = known(module.image.exportSymbols);
  const exact = module.symbols?.at(rva)[0] ?? exports?.at(rva)[0];
  if (exact !== undefined) return `${module.name}!${exact.name}`;
  const nearest = module.symbols?.source === 'exports' ? undefined : module.symbols?.nearest(rva);
  if (nearest?.symbol.isFunction === true) return `${module.name}!${nearest.symbol.name}`;
  return `${module.name}+0x${hex(rva)}`;
}

import { hex8 } from '../units/address.ts';
import { tagText } from '../units/tag.ts';
import type { AllocationSite } from './allocation-site.ts';

/** One line that a person can check against the disassembly. */
export function siteReason(site: Omit<AllocationSite, 'why'>, doubts: readonly string[]): string {
  const tag = `'${tagText(site.tag)}'`;
  const text = `${LOADED[site.tagFrom]} at ${hex8(site.tagAt)} makes ${tag} the tag of ${site.allocator}, ${called(site)}`;
  return doubts.length === 0 ? text : `${text}; but ${[...new Set(doubts)].join('; ')}`;
}

const LOADED: Readonly<Record<AllocationSite['tagFrom'], string>> = {
  push: 'the push',
  store: 'the store to the stack',
  register: 'the load of a register',
  global: 'the use of a global variable',
};

function called(site: Omit<AllocationSite, 'why'>): string {
  const at = hex8(site.callAt);
  const slot = site.slot === undefined ? '' : ` ${hex8(site.slot)}`;
  switch (site.through) {
    case 'import slot':
      return `called at ${at} through the slot${slot}`;
    case 'direct call':
      return `called directly at ${at}`;
    case 'register':
      return slot === ''
        ? `called at ${at} through a register`
        : `called at ${at} through a register loaded from${slot}`;
    case 'framework table':
      return `called at ${at} through the framework's function table`;
    case 'thunk':
      return `called at ${at} through the thunk ${site.wrapper}`;
    case 'wrapper':
      return `called at ${at} through ${site.wrapper}, which passes the tag on`;
  }
}

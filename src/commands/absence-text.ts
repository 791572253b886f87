import { printable } from '../units/printable.ts';
import type { Absent } from '../units/value.ts';

const REASONS: Readonly<Record<Absent['absent'], string>> = {
  'paged-out': 'paged out',
  'not-in-dump': 'not in this dump',
  'not-mapped': 'not mapped',
  'no-symbol': 'needs symbols',
  unreadable: 'unreadable',
  unsupported: 'not known for this build',
};

/** What stands in place of a number that was not read, with the reason. */
export function whyAbsent(value: Absent): string {
  return `???????? (${REASONS[value.absent]}: ${printable(value.at)})`;
}

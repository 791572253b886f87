import type { Session } from '../analysis/session.ts';
import { bugCheckName } from '../kernel/bugcheck-names.ts';
import { hex8 } from '../units/address.ts';
import { defineCommand } from './command.ts';

export interface BugCheck {
  readonly code: number;
  readonly name: string | undefined;
  readonly parameters: readonly number[];
}

/** The bug check that the header records. */
export function bugCheckOf(session: Session): BugCheck {
  const { bugCheckCode, bugCheckParameters } = session.kernel.dump.header;
  return { code: bugCheckCode, name: bugCheckName(bugCheckCode), parameters: bugCheckParameters };
}

export const bugcheckCommand = defineCommand<BugCheck>({
  name: '.bugcheck',
  summary: 'Bug check code and its parameters',
  parameters: [],
  example: '.bugcheck',
  differs: 'Adds the name of the code.',
  run: bugCheckOf,
  *text({ code, name, parameters }) {
    yield `Bugcheck code ${hex8(code).toUpperCase()}${name === undefined ? '' : ` (${name})`}`;
    yield `Arguments ${parameters.map(hex8).join(' ')}`;
  },
  json: ({ code, name, parameters }) => ({
    code: hex8(code),
    name: name ?? null,
    parameters: parameters.map(hex8),
  }),
  table: () => ({ none: 'one record' }),
});

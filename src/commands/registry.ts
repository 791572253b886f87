import { bugcheckCommand } from './bugcheck.ts';
import type { Command } from './command.ts';
import { dtCommand } from './dt.ts';
import { evaluateCommand } from './evaluate.ts';
import { handleCommand } from './handle.ts';
import { lmCommand } from './lm.ts';
import { lnCommand } from './ln.ts';
import { objectCommand } from './object.ts';
import { obtypesCommand } from './obtypes.ts';
import { poolFindCommand } from './poolfind.ts';
import { poolUsedCommand } from './poolused.ts';
import { processCommand } from './process.ts';
import { symCommand } from './sym.ts';
import { threadCommand } from './thread.ts';
import { vertargetCommand } from './vertarget.ts';
import { vmCommand } from './vm.ts';
import { xCommand } from './x.ts';

/** Every command there is. A new one is a file of its own and a line here. */
// biome-ignore lint/suspicious/noExplicitAny: each command has its own result type
export const commands: readonly Command<any>[] = [
  vertargetCommand,
  bugcheckCommand,
  lmCommand,
  vmCommand,
  processCommand,
  threadCommand,
  handleCommand,
  objectCommand,
  obtypesCommand,
  evaluateCommand,
  lnCommand,
  xCommand,
  dtCommand,
  symCommand,
  poolUsedCommand,
  poolFindCommand,
];

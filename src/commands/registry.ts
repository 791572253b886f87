import { bugcheckCommand } from './bugcheck.ts';
import type { Command } from './command.ts';
import { displayMemoryCommand } from './display-memory.ts';
import { displayPointersCommand } from './display-pointers.ts';
import { displayStringsCommand } from './display-strings.ts';
import { dtCommand } from './dt.ts';
import { echoCommand } from './echo.ts';
import { evaluateCommand } from './evaluate.ts';
import { forEachModuleCommandOf } from './for-each-module.ts';
import { formatsCommand } from './formats.ts';
import { handleCommand } from './handle.ts';
import { helpCommandOf } from './help.ts';
import { holdersCommand } from './holders.ts';
import { lmCommand } from './lm.ts';
import { lmiCommand } from './lmi.ts';
import { lnCommand } from './ln.ts';
import { closeLogCommand, openLogCommand } from './log-file.ts';
import { objectCommand } from './object.ts';
import { obtypesCommand } from './obtypes.ts';
import { poolCommand } from './pool.ts';
import { poolFindCommand } from './poolfind.ts';
import { poolUsedCommand } from './poolused.ts';
import { poolValCommand } from './poolval.ts';
import { processCommand } from './process.ts';
import { directoryContextCommand, processContextCommand, threadContextCommand } from './process-context.ts';
import { processorCommand } from './processor.ts';
import { quitCommand } from './quit.ts';
import { registersCommand } from './registers.ts';
import { searchCommand } from './search.ts';
import { stackCommand } from './stack.ts';
import { symCommand } from './sym.ts';
import { reloadCommand, symbolPathCommand } from './symbol-path.ts';
import { tagOwnerCommand } from './tagowner.ts';
import { threadCommand } from './thread.ts';
import { unassembleCommand } from './unassemble.ts';
import { timeCommand, vertargetCommand } from './vertarget.ts';
import { vmCommand } from './vm.ts';
import { xCommand } from './x.ts';

/** Every command there is. A new one is a file of its own and a line here. */
// biome-ignore lint/suspicious/noExplicitAny: each command has its own result type
export const commands: readonly Command<any>[] = [
  vertargetCommand,
  bugcheckCommand,
  lmCommand,
  lmiCommand,
  vmCommand,
  processCommand,
  threadCommand,
  handleCommand,
  objectCommand,
  obtypesCommand,
  holdersCommand,
  evaluateCommand,
  lnCommand,
  xCommand,
  dtCommand,
  symCommand,
  symbolPathCommand,
  reloadCommand,
  poolUsedCommand,
  poolFindCommand,
  formatsCommand,
  displayMemoryCommand,
  displayStringsCommand,
  displayPointersCommand,
  registersCommand,
  stackCommand,
  processorCommand,
  processContextCommand,
  threadContextCommand,
  directoryContextCommand,
  timeCommand,
  echoCommand,
  openLogCommand,
  closeLogCommand,
  quitCommand,
  helpCommandOf(() => commands, findCommand),
  poolCommand,
  poolValCommand,
  unassembleCommand,
  searchCommand,
  forEachModuleCommandOf(findCommand),
  tagOwnerCommand,
];

/** The command that a name or alias means, whatever its case; families also by their pattern. */
export function findCommand(name: string): Command | undefined {
  const wanted = name.toLowerCase();
  return (
    commands.find((command) => command.name.toLowerCase() === wanted || command.aliases?.includes(wanted)) ??
    commands.find((command) => command.pattern?.test(wanted))
  );
}

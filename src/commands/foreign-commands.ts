/** Commands of the debugger that have no place here, with what does their work; names in lower case. */
const HINTS: readonly (readonly [names: string, hint: string])[] = [
  [
    '!analyze',
    'the report does that: run analyze-dump without -c; here !vm, !poolused, !holders and k lead there',
  ],
  ['!db !dd !dc !dq !dw !dp', 'physical memory is not shown; db, dd and dc show virtual memory'],
  [
    '.sympath+ .symfix .symfix+ .sympath_append',
    'the symbol path is given when the dump is opened: -y PATH, --online',
  ],
  ['!drivers', 'lm lists the drivers, lmv their details'],
  ['!running !ready !prcb !pcr !cpuinfo', '~ lists the processors and what each ran'],
  ['!stacks !findstack !uniqstack !for_each_thread', '!process 0 7 shows every thread with its stack'],
  ['!for_each_process', '!process 0 FLAGS goes through all processes'],
  ['!session !sprocess', '!vm 4 lists the sessions, !process /s ID the processes of one'],
  ['!memusage', '!vm shows memory use'],
  ['!devobj !drvobj !devnode', '!object ADDRESS shows what every object has, dt its fields'],
  ['!peb !teb', 'after .process ADDRESS, dt nt!_PEB or nt!_TEB shows it where symbols and pages are there'],
  ['!frag !poolrange !poolext', '!poolfind, !pool and !poolval look into the pool'],
  ['!htrace', '!handle lists handles and !holders who has them; who opened them is not recorded here'],
  [
    '!locks !irp !irpfind !pte !vad !heap !verifier !timer !dpcs !apc',
    'this tool looks at pool, handles, objects and threads only',
  ],
  ['.trap .cxr .ecxr .tss', 'other register sets are not taken up; kv shows where trap frames are'],
  ['.frame dv', 'local variables need private symbols; dps shows the words of a stack'],
  ['g p t gu pc bp ba bl bu bm bc', 'a dump does not run'],
  ['eb ed ew eq ea eu a .dump .crash .reboot .restart .writemem', 'a dump is only read'],
  [
    '.foreach .if .else .elsif .for .while .do .block .printf j z',
    'scripts are plain lists of commands; !for_each_module and | find are there',
  ],
  ['.load .loadby .unload .chain', 'nothing is to be loaded; help lists the commands'],
];

const BY_NAME = new Map(HINTS.flatMap(([names, hint]) => names.split(' ').map((name) => [name, hint])));

/** What to use in place of a command of the debugger that is not known here. */
export function foreignHint(name: string): string | undefined {
  return BY_NAME.get(name.toLowerCase());
}

/** Who runs on the machine. Thread counts are those of a full-size machine. */

export interface Role {
  name: string;
  pid: number;
  parent: number;
  session: number | null;
  threads: number;
  /** Handles by type; a Directory, a File and an Event always come first. */
  handles: Readonly<Record<string, number>>;
  /** Also in lean dumps. */
  lean?: boolean;
  /** Exited, but a handle keeps the object. */
  exited?: boolean;
  /** Its page tables are not in memory. */
  outswapped?: boolean;
  /** References to the process object besides handles; by default as many as its state has. */
  pointers?: number;
  path: string;
}

const SYSTEM32 = '\\Device\\HarddiskVolume2\\Windows\\System32\\';
const usual = { Key: 6, Event: 9, Mutant: 2, Section: 2, Semaphore: 2, EtwRegistration: 3, 'ALPC Port': 3 };

const service = (pid: number, threads: number, handles: Role['handles'] = usual): Role => ({
  name: 'svchost.exe',
  pid,
  parent: 476,
  session: 0,
  threads,
  handles,
  path: `${SYSTEM32}svchost.exe`,
});

const program = (
  name: string,
  pid: number,
  parent: number,
  session: number | null,
  threads: number,
  rest: Partial<Role> = {},
): Role => ({ name, pid, parent, session, threads, handles: usual, path: SYSTEM32 + name, ...rest });

export const EXPLORER_PID = 0x564;
export const TESTAPP_PID = 0x12ce80;

export const CAST: readonly Role[] = [
  {
    name: 'System',
    pid: 4,
    parent: 0,
    session: null,
    threads: 90,
    handles: { Key: 8, Event: 12, File: 4, Process: 1, Thread: 2, 'ALPC Port': 2, Token: 1 },
    lean: true,
    path: '',
  },
  program('smss.exe', 264, 4, null, 2, { lean: true, handles: { Event: 2, File: 1, Process: 2 } }),
  program('csrss.exe', 340, 324, 0, 9, {
    lean: true,
    handles: { Process: 5, Thread: 8, Section: 3, Key: 4 },
  }),
  program('wininit.exe', 380, 324, 0, 3, { lean: true, handles: { Key: 3, Event: 5 } }),
  program('csrss.exe', 392, 372, 1, 8, {
    lean: true,
    handles: { Process: 4, Thread: 9, Section: 2, Key: 3 },
  }),
  program('winlogon.exe', 432, 372, 1, 3, { handles: { Key: 3, Event: 6, Desktop: 1, WindowStation: 1 } }),
  program('services.exe', 476, 380, 0, 7, { lean: true, handles: { ...usual, Process: 6, Token: 2 } }),
  program('lsass.exe', 500, 380, 0, 7, { lean: true, handles: { ...usual, Token: 12, File: 6 } }),
  program('lsm.exe', 508, 380, 0, 10),
  service(604, 10),
  service(676, 7),
  { ...service(752, 20, { ...usual, Timer: 4, TpWorkerFactory: 3, IoCompletion: 3 }), lean: true },
  service(828, 15, { ...usual, File: 21, Token: 4 }),
  service(884, 38, { ...usual, Event: 44, Thread: 12, Timer: 6, Job: 2 }),
  program('audiodg.exe', 960, 828, 0, 5),
  service(1024, 12),
  service(1116, 14),
  program('spoolsv.exe', 1240, 476, 0, 12),
  service(1276, 18),
  program('dwm.exe', 1368, 828, 1, 3),
  {
    ...program('explorer.exe', EXPLORER_PID, 1360, 1, 24, { lean: true }),
    path: '\\Device\\HarddiskVolume2\\Windows\\explorer.exe',
    handles: { ...usual, Event: 21, File: 8, Key: 10, Thread: 6, Timer: 5, Desktop: 1, WindowStation: 1 },
  },
  program('taskhost.exe', 1424, 476, 1, 8),
  program('SearchIndexer.exe', 1804, 476, 0, 11, { handles: { ...usual, File: 30, Section: 9 } }),
  service(1956, 9),
  program('wmpnetwk.exe', 2080, 476, 0, 9),
  program('sppsvc.exe', 2232, 476, 0, 4),
  program('cmd.exe', 2524, EXPLORER_PID, 1, 1, { lean: true, handles: { Event: 3, Process: 2, Key: 2 } }),
  program('conhost.exe', 2536, 392, 1, 2),
  program('ping.exe', 2772, 2524, 1, 0, { exited: true }),
];

export const TEST_APP: Role = {
  name: 'TestApp.exe',
  pid: TESTAPP_PID,
  parent: 2524,
  session: 1,
  threads: 1,
  handles: { File: 2, Event: 4, Key: 2, Mutant: 1 },
  lean: true,
  path: '\\Device\\HarddiskVolume2\\Users\\test\\Desktop\\TestApp.exe',
};

/** User threads with quota info at full scale that are not leaked: 1,908,328 - 90 - 1,907,864. */
export const OTHER_USER_THREADS = 374;

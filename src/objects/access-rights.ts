/**
 * Granted access masks in words. Bits 0..15 mean something else for every object type; bits 16..20
 * are the standard rights. Names as the public Windows headers have them.
 */
interface TypeRights {
  /** Put before the names of the specific rights: `THREAD_`. */
  readonly prefix: string;
  /** Names of bits 0 upward; '' for a bit without a name. */
  readonly bits: readonly string[];
  /** Masks that are printed as `..._ALL_ACCESS`: more than one where Vista widened it. */
  readonly all: readonly number[];
}

function rights(prefix: string, bits: string, ...all: number[]): TypeRights {
  return { prefix, bits: bits.split(' ').map((name) => (name === '-' ? '' : name)), all };
}

const QUERY_MODIFY = 'QUERY_STATE MODIFY_STATE';
const ETW =
  'QUERY SET NOTIFICATION READ_DESCRIPTION EXECUTE CREATE_REALTIME CREATE_ONDISK GUID_ENABLE ACCESS_KERNEL_LOGGER LOG_EVENT ACCESS_REALTIME REGISTER_GUIDS';

const TYPES: Readonly<Record<string, TypeRights>> = {
  Process: rights(
    'PROCESS_',
    'TERMINATE CREATE_THREAD SET_SESSIONID VM_OPERATION VM_READ VM_WRITE DUP_HANDLE CREATE_PROCESS SET_QUOTA SET_INFORMATION QUERY_INFORMATION SUSPEND_RESUME QUERY_LIMITED_INFORMATION SET_LIMITED_INFORMATION',
    0x1fffff,
    0x1f0fff,
  ),
  Thread: rights(
    'THREAD_',
    'TERMINATE SUSPEND_RESUME ALERT GET_CONTEXT SET_CONTEXT SET_INFORMATION QUERY_INFORMATION SET_THREAD_TOKEN IMPERSONATE DIRECT_IMPERSONATION SET_LIMITED_INFORMATION QUERY_LIMITED_INFORMATION RESUME',
    0x1fffff,
    0x1f03ff,
  ),
  File: rights(
    'FILE_',
    'READ_DATA WRITE_DATA APPEND_DATA READ_EA WRITE_EA EXECUTE DELETE_CHILD READ_ATTRIBUTES WRITE_ATTRIBUTES',
    0x1f01ff,
  ),
  Event: rights('EVENT_', QUERY_MODIFY, 0x1f0003),
  Mutant: rights('MUTANT_', 'QUERY_STATE', 0x1f0001),
  Semaphore: rights('SEMAPHORE_', QUERY_MODIFY, 0x1f0003),
  Timer: rights('TIMER_', QUERY_MODIFY, 0x1f0003),
  IoCompletion: rights('IO_COMPLETION_', QUERY_MODIFY, 0x1f0003),
  KeyedEvent: rights('KEYEDEVENT_', 'WAIT WAKE', 0xf0003),
  Key: rights(
    'KEY_',
    'QUERY_VALUE SET_VALUE CREATE_SUB_KEY ENUMERATE_SUB_KEYS NOTIFY CREATE_LINK - - WOW64_64KEY WOW64_32KEY',
    0xf003f,
  ),
  Directory: rights('DIRECTORY_', 'QUERY TRAVERSE CREATE_OBJECT CREATE_SUBDIRECTORY', 0xf000f),
  SymbolicLink: rights('SYMBOLIC_LINK_', 'QUERY SET', 0xf0001),
  Section: rights(
    'SECTION_',
    'QUERY MAP_WRITE MAP_READ MAP_EXECUTE EXTEND_SIZE MAP_EXECUTE_EXPLICIT',
    0xf001f,
  ),
  Token: rights(
    'TOKEN_',
    'ASSIGN_PRIMARY DUPLICATE IMPERSONATE QUERY QUERY_SOURCE ADJUST_PRIVILEGES ADJUST_GROUPS ADJUST_DEFAULT ADJUST_SESSIONID',
    0xf01ff,
    0xf00ff,
  ),
  Job: rights(
    'JOB_OBJECT_',
    'ASSIGN_PROCESS SET_ATTRIBUTES QUERY TERMINATE SET_SECURITY_ATTRIBUTES',
    0x1f001f,
  ),
  'ALPC Port': rights('PORT_', 'CONNECT', 0x1f0001),
  Port: rights('PORT_', 'CONNECT', 0x1f0001),
  Desktop: rights(
    'DESKTOP_',
    'READOBJECTS CREATEWINDOW CREATEMENU HOOKCONTROL JOURNALRECORD JOURNALPLAYBACK ENUMERATE WRITEOBJECTS SWITCHDESKTOP',
    0xf01ff,
  ),
  WindowStation: rights(
    'WINSTA_',
    'ENUMDESKTOPS READATTRIBUTES ACCESSCLIPBOARD CREATEDESKTOP WRITEATTRIBUTES ACCESSGLOBALATOMS EXITWINDOWS - ENUMERATE READSCREEN',
    0xf037f,
  ),
  DebugObject: rights('DEBUG_', 'READ_EVENT PROCESS_ASSIGN SET_INFORMATION QUERY_INFORMATION', 0x1f000f),
  TpWorkerFactory: rights(
    'WORKER_FACTORY_',
    'RELEASE_WORKER WAIT SET_INFORMATION QUERY_INFORMATION READY_WORKER SHUTDOWN',
    0xf003f,
  ),
  TmTx: rights(
    'TRANSACTION_',
    'QUERY_INFORMATION SET_INFORMATION ENLIST COMMIT ROLLBACK PROPAGATE',
    0x1f003f,
  ),
  Session: rights('SESSION_', 'QUERY_ACCESS MODIFY_ACCESS', 0xf0003),
  Type: rights('OBJECT_TYPE_', 'CREATE', 0xf0001),
  Profile: rights('PROFILE_', 'CONTROL', 0xf0001),
  Callback: rights('CALLBACK_', 'MODIFY_STATE', 0x1f0001),
  WmiGuid: rights('WMIGUID_', ETW),
  EtwRegistration: rights('TRACELOG_', ETW),
};

/** Rights that every object type has, bit by bit. */
const STANDARD: readonly (readonly [bit: number, name: string])[] = [
  [0x00010000, 'DELETE'],
  [0x00020000, 'READ_CONTROL'],
  [0x00040000, 'WRITE_DAC'],
  [0x00080000, 'WRITE_OWNER'],
  [0x00100000, 'SYNCHRONIZE'],
  [0x01000000, 'ACCESS_SYSTEM_SECURITY'],
  [0x02000000, 'MAXIMUM_ALLOWED'],
  [0x10000000, 'GENERIC_ALL'],
  [0x20000000, 'GENERIC_EXECUTE'],
  [0x40000000, 'GENERIC_WRITE'],
  [0x80000000, 'GENERIC_READ'],
];

const SPECIFIC_BITS = 16;

function rightsOf(typeName: string): TypeRights | undefined {
  return Object.hasOwn(TYPES, typeName) ? TYPES[typeName] : undefined;
}

/**
 * Names of the rights in a granted access mask, low bits first: `THREAD_ALL_ACCESS`, or `READ_CONTROL`
 * and so on. Bits without a name come last, together, as hex. A handle entry's own flags
 * (protect-from-close) must be taken out before.
 */
export function describeAccess(typeName: string, mask: number): string[] {
  const type = rightsOf(typeName);
  if (type?.all.includes(mask >>> 0)) return [`${type.prefix}ALL_ACCESS`];
  const names: string[] = [];
  let unnamed = mask >>> 0;
  for (let bit = 0; bit < SPECIFIC_BITS; bit++) {
    const name = type?.bits[bit];
    if (((mask >>> bit) & 1) === 0 || name === undefined || name === '') continue;
    names.push(type?.prefix + name);
    unnamed -= 1 << bit;
  }
  for (const [bit, name] of STANDARD) {
    if ((mask & bit) === 0) continue;
    names.push(name);
    unnamed -= bit;
  }
  return unnamed === 0 ? names : [...names, `0x${unnamed.toString(16)}`];
}

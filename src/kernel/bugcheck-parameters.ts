import { plainBugCheckCode } from './bugcheck-names.ts';

/**
 * What the four parameters of frequent bug checks mean, in our own words. Source: Microsoft's public
 * bug check reference. '-' is reserved; a parameter whose meaning hangs on the first says so.
 */
type Meanings = readonly [string, string, string, string];

const DEPENDS = 'depends on parameter 1';
const ACCESS = '0 read, 1 write, 8 execute';

const EXCEPTION: Meanings = [
  'exception code (NTSTATUS)',
  'address where the exception happened',
  'address of the exception record',
  'address of the context record',
];

const IRQL: Meanings = [
  'address that was referenced',
  'IRQL at the time',
  ACCESS,
  'address of the code that referenced it',
];

const PAGE_FAULT: Meanings = [
  'address that was referenced',
  '0 read, 1 write, 2 or 8 execute',
  'address of the code that referenced it, when known',
  'kind of page fault (later Windows)',
];

const KIND_FIRST: Meanings = ['kind of violation', DEPENDS, DEPENDS, DEPENDS];

const PARAMETERS: Readonly<Record<number, Meanings>> = {
  10: IRQL,
  24: ['object type', 'object whose reference count is wrong', '-', '-'],
  25: [
    'kind of damage (20h: block sizes do not add up)',
    'pool block looked at',
    'block that should follow',
    DEPENDS,
  ],
  26: KIND_FIRST,
  30: [
    'exception code (NTSTATUS)',
    'address where the exception happened',
    'first parameter of the exception',
    'second parameter of the exception',
  ],
  36: [
    'source file (high word) and line (low word)',
    'address of the exception record',
    'address of the context record',
    '-',
  ],
  46: [
    'virtual address of the fault',
    'physical address of the fault',
    'processor status',
    'faulting instruction',
  ],
  53: ['address of the IRP', '-', '-', '-'],
  59: [
    'exception code (NTSTATUS)',
    'address where the exception happened',
    'address of the context record',
    '-',
  ],
  63: [
    '0 system PTEs, 1 nonpaged pool expansion',
    'size of the request',
    'free system PTEs',
    'all system PTEs',
  ],
  65: [
    'size of the request that failed',
    'pages of nonpaged pool in use',
    'requests of more than a page from nonpaged pool',
    'pages available',
  ],
  68: ['address of the IRP', '-', '-', '-'],
  78: ['kind of damage in the page lists', DEPENDS, DEPENDS, DEPENDS],
  80: PAGE_FAULT,
  118: [
    '-',
    'process whose pages stayed locked',
    'number of locked pages',
    'stacks of the drivers, when tracked',
  ],
  119: [
    '0..2, or status code',
    'value on the stack, or I/O status',
    'page file number',
    'offset in the page file',
  ],
  122: [
    'kind of lock held, or address of the page-table entry',
    'status of the read (NTSTATUS)',
    'current process, or contents of the entry',
    'virtual address that could not be read in',
  ],
  123: ['device object or name of the boot device', DEPENDS, DEPENDS, DEPENDS],
  126: EXCEPTION,
  127: ['trap number (8: double fault)', 'for a double fault: task state segment', '-', '-'],
  142: [
    'exception code (NTSTATUS)',
    'address where the exception happened',
    'address of the trap frame',
    '-',
  ],
  159: ['kind of violation (3: a device kept an IRP too long)', DEPENDS, DEPENDS, DEPENDS],
  190: ['address that was written', 'contents of its page-table entry', '-', '-'],
  194: ['kind of violation (7: block freed before)', DEPENDS, DEPENDS, DEPENDS],
  196: ['rule of Driver Verifier that was broken', DEPENDS, DEPENDS, DEPENDS],
  197: IRQL,
  201: ['I/O rule of Driver Verifier that was broken', DEPENDS, DEPENDS, DEPENDS],
  203: [
    'record of the locked pages',
    '-',
    'descriptor list (MDL) of the locked pages',
    'number of locked pages',
  ],
  209: IRQL,
  211: IRQL,
  213: PAGE_FAULT,
  216: ['name of the driver, or 0', 'PTEs it uses', 'free system PTEs', 'all system PTEs'],
  218: ['kind of misuse', DEPENDS, DEPENDS, DEPENDS],
  226: ['-', '-', '-', '-'],
  239: ['process or thread that ended', '0 process, 1 thread', '-', '-'],
  244: ['3 process, 6 thread', 'object that ended', 'name of its image', 'text that explains'],
  247: ['guard value found on the stack', 'guard value expected', 'complement of the expected value', '-'],
  252: ['address that was to be executed', 'contents of its page-table entry', '-', '-'],
  307: ['0 one DPC too long, 1 time at raised IRQL too long', 'ticks spent', 'ticks allowed', '-'],
  313: [
    'kind of corruption (2: stack guard, 3: list entry)',
    'address of the trap frame',
    'address of the exception record',
    '-',
  ],
};

/**
 * The meaning of each of the four parameters, or undefined when the code has no entry here. Masked
 * codes (0x1000007E) have the parameters of their plain code.
 */
export function bugCheckParameters(code: number): readonly [string, string, string, string] | undefined {
  return PARAMETERS[plainBugCheckCode(code)];
}

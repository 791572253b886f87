/** KTHREAD_STATE by number, as WinDbg writes them. */
const STATES = [
  'INITIALIZED',
  'READY',
  'RUNNING',
  'STANDBY',
  'TERMINATED',
  'WAIT',
  'TRANSITION',
  'DEFERREDREADY',
  'GATEWAIT',
  'WAITING FOR PROCESS INSWAP',
] as const;

export const ThreadState = { running: 2, terminated: 4, wait: 5, gateWait: 8 } as const;

/** KWAIT_REASON by number; the last three since Windows 8. */
const WAIT_REASONS = [
  'Executive',
  'FreePage',
  'PageIn',
  'PoolAllocation',
  'DelayExecution',
  'Suspended',
  'UserRequest',
  'WrExecutive',
  'WrFreePage',
  'WrPageIn',
  'WrPoolAllocation',
  'WrDelayExecution',
  'WrSuspended',
  'WrUserRequest',
  'WrEventPair',
  'WrQueue',
  'WrLpcReceive',
  'WrLpcReply',
  'WrVirtualMemory',
  'WrPageOut',
  'WrRendezvous',
  'WrKeyedEvent',
  'WrTerminated',
  'WrProcessInSwap',
  'WrCpuRateControl',
  'WrCalloutStack',
  'WrKernel',
  'WrResource',
  'WrPushLock',
  'WrMutex',
  'WrQuantumEnd',
  'WrDispatchInt',
  'WrPreempted',
  'WrYieldExecution',
  'WrFastMutex',
  'WrGuardedMutex',
  'WrRundown',
  'WrAlertByThreadId',
  'WrDeferredPreempt',
  'WrPhysicalFault',
] as const;

export function threadStateName(state: number): string {
  return STATES[state] ?? `Unknown state ${state}`;
}

export function waitReasonName(reason: number): string {
  return WAIT_REASONS[reason] ?? `Unknown reason ${reason}`;
}

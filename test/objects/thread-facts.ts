import type { Kernel } from '../../src/kernel/kernel.ts';
import type { Thread } from '../../src/objects/threads.ts';
import { readWaitObjects } from '../../src/objects/wait-objects.ts';

/** The fields of a thread by the names that truth files give them. */
export function threadFacts(kernel: Kernel, thread: Thread) {
  return {
    va: thread.address,
    tid: thread.tid,
    state: thread.state,
    wait_reason: thread.waitReason,
    wait_time: thread.waitTime,
    context_switches: thread.contextSwitches,
    priority: thread.priorities.priority,
    base_priority: thread.priorities.base,
    teb: thread.teb,
    win32thread: thread.win32Thread,
    stack_base: thread.stack.base,
    stack_limit: thread.stack.limit,
    kernel_stack: thread.stack.current,
    initial_stack: thread.stack.initial,
    start: thread.startAddress,
    win32start: thread.win32StartAddress,
    user_time: thread.userTime,
    kernel_time: thread.kernelTime,
    wait_object: readWaitObjects(kernel, thread.address)[0]?.address,
  };
}

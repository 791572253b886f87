import { describe, expect, test } from 'vitest';
import { type Driver, driveItems, driveTask } from '../../src/cli/drive.ts';
import type { Progress, Task } from '../../src/units/task.ts';

/** Work of many steps, each long enough for a slice to end. */
function* work(steps: number): Task<{ done: number; isWhole: boolean }> {
  for (let done = 0; done < steps; done++) {
    const until = performance.now() + 60;
    while (performance.now() < until);
    if (yield { what: 'working', done, total: steps }) return { done, isWhole: false };
  }
  return { done: steps, isWhole: true };
}

function driver(stopAfter: number): Driver & { seen: Progress[]; ended: number } {
  const seen: Progress[] = [];
  const state = { seen, ended: 0 };
  return Object.assign(state, {
    onProgress: (progress: Progress) => void seen.push(progress),
    onDone: () => void state.ended++,
    stopped: () => seen.length >= stopAfter,
    resume: () => undefined,
  });
}

describe('driveTask', () => {
  test('tells how far the work is, and its end', async () => {
    const told = driver(100);
    expect(await driveTask(work(3), told)).toEqual({ done: 3, isWhole: true });
    expect(told.seen.map(({ done }) => done)).toEqual([0, 1, 2]);
    expect(told.ended).toBe(1);
  });

  test('asks the work to stop and answers what it has', async () => {
    const told = driver(2);
    expect(await driveTask(work(50), told)).toEqual({ done: 1, isWhole: false });
    expect(told.ended).toBe(1);
  });

  test('lets timers run in between', async () => {
    let ran = false;
    setTimeout(() => {
      ran = true;
    }, 0);
    await driveTask(work(3), driver(100));
    expect(ran).toBe(true);
  });
});

describe('driveItems', () => {
  test('hands out all, or says that it was stopped', async () => {
    const items: number[] = [];
    expect(
      await driveItems(
        [1, 2, 3],
        (one) => items.push(one),
        () => false,
      ),
    ).toBe(true);
    expect(items).toEqual([1, 2, 3]);
    const slow = (function* () {
      for (let i = 0; ; i++) {
        const until = performance.now() + 60;
        while (performance.now() < until);
        yield i;
      }
    })();
    let count = 0;
    expect(
      await driveItems(
        slow,
        () => count++,
        () => count >= 3,
      ),
    ).toBe(false);
    expect(count).toBe(3);
  });

  test('what the handler throws goes up', async () => {
    const fail = () => {
      throw new Error('closed');
    };
    await expect(driveItems([1], fail, () => false)).rejects.toThrow('closed');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MachineState } from '../../src/code/machine-state.ts';
import { alternatives, isOpen, merge, type Origin } from '../../src/code/traced-value.ts';

const constant = (value: number): Origin => ({ kind: 'constant', value, at: 0x1000 });

describe('stack places', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('push' as const), value: fc.nat(99) }),
    fc.record({ kind: fc.constant('pop' as const) }),
    fc.record({ kind: fc.constant('room' as const), count: fc.integer({ min: -20, max: 5000 }) }),
    fc.record({ kind: fc.constant('write' as const), back: fc.nat(30), value: fc.nat(99) }),
  );

  it('behave as an array of words that grows downwards', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const state = MachineState.atEntry();
        /** Word at each place above the return address; absent: not known. */
        const model = new Map<number, number>();
        let top = 0;
        const cut = (to: number) => {
          top = to;
          for (const place of [...model.keys()]) if (place > top) model.delete(place);
        };
        for (const action of steps) {
          if (action.kind === 'push') {
            state.push(constant(action.value));
            model.set(++top, action.value);
          } else if (action.kind === 'pop' && top > 0) {
            const value = state.pop();
            expect(value?.kind === 'constant' ? value.value : undefined).toBe(model.get(top));
            cut(top - 1);
          } else if (action.kind === 'room' && top + action.count >= 0) {
            state.moveTop(top + action.count);
            cut(top + action.count);
          } else if (action.kind === 'write' && top - action.back > 0) {
            state.write(top - action.back, constant(action.value));
            model.set(top - action.back, action.value);
          }
        }
        expect(state.top).toBe(top);
        for (let place = Math.max(1, top - 60); place <= top; place++) {
          const value = state.read(place);
          expect(value?.kind === 'constant' ? value.value : undefined).toBe(model.get(place));
        }
      }),
    );
  });

  it('hold the arguments above the return address', () => {
    const state = MachineState.atEntry();
    state.push(constant(1));
    expect(state.read(-1)).toEqual({ kind: 'argument', index: 0 });
    expect(state.read(-3)).toEqual({ kind: 'argument', index: 2 });
    expect(state.read(0)).toBeUndefined();
    state.write(-1, constant(7));
    expect(state.read(-1)).toEqual(constant(7));
    expect(MachineState.unknown().read(-1)).toBeUndefined();
  });

  it('forget what a callee may write: a local from its address on, an argument alone', () => {
    const state = MachineState.atEntry();
    for (let i = 1; i <= 4; i++) state.push(constant(i));
    state.escape(3);
    state.escape(-2);
    state.clobberVolatile();
    // A structure at place 3 goes on to 2 and 1; place 4 lies in front of it.
    expect([1, 2, 3].map((place) => state.read(place))).toEqual([undefined, undefined, undefined]);
    expect(state.read(4)).toEqual(constant(4));
    expect(state.read(-2)).toBeUndefined();
    expect(state.read(-1)).toEqual({ kind: 'argument', index: 0 });
  });

  it('a clone does not follow its original', () => {
    const state = MachineState.atEntry();
    state.push(constant(1));
    const copy = state.clone();
    state.write(1, constant(2));
    state.registers[0] = constant(3);
    expect(copy.read(1)).toEqual(constant(1));
    expect(copy.registers[0]).toEqual({ kind: 'incoming', register: 0 });
  });
});

describe('where ways meet', () => {
  it('equal values stay, others become alternatives', () => {
    const a = MachineState.atEntry();
    const b = MachineState.atEntry();
    for (const state of [a, b]) state.push(constant(1));
    a.push(constant(2));
    b.push(constant(3));
    a.mergeWith(b);
    expect(a.read(1)).toEqual(constant(1));
    expect(alternatives(a.read(2))).toEqual([constant(2), constant(3)]);
    expect(isOpen(a.read(2))).toBe(false);
  });

  it('a value known on one way only is open', () => {
    expect(merge(constant(1), undefined)).toEqual({ kind: 'either', values: [constant(1)], open: true });
    expect(merge(undefined, undefined)).toBeUndefined();
    // An address on the stack that depends on the way is of no use.
    expect(merge({ kind: 'frame', position: 1 }, { kind: 'frame', position: 2 })).toBeUndefined();
  });

  it('stacks of unequal depth make what was pushed before doubtful', () => {
    const a = MachineState.atEntry();
    const b = MachineState.atEntry();
    a.push(constant(1));
    a.mergeWith(b);
    expect(a.top).toBe(1);
    expect(a.doubtfulTo).toBe(1);
    a.push(constant(5));
    expect(a.read(2)).toEqual(constant(5));
  });
});

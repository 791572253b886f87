/** Room for this many processes to begin with. */
const FIRST_ROOM = 256;

interface Counts {
  readonly objects: Uint32Array<ArrayBuffer>;
  readonly dead: Uint32Array<ArrayBuffer>;
}

/** How many objects of each type belong to each process, by the numbers of both. */
export class OwnerTally {
  private readonly bySlot = new Map<number, Counts>();
  /** Those asked for last; objects of one type often follow each other. */
  private lastSlot = -1;
  private last: Counts = { objects: new Uint32Array(0), dead: new Uint32Array(0) };

  add(slot: number, number: number, isDead: boolean): void {
    if (slot !== this.lastSlot || number >= this.last.objects.length) this.select(slot, number);
    const { objects, dead } = this.last;
    objects[number]++;
    if (isDead) dead[number]++;
  }

  *of(slot: number): Iterable<{ number: number; objects: number; dead: number }> {
    const counts = this.bySlot.get(slot);
    if (counts === undefined) return;
    for (let number = 1; number < counts.objects.length; number++) {
      if (counts.objects[number] > 0)
        yield { number, objects: counts.objects[number], dead: counts.dead[number] };
    }
  }

  private select(slot: number, number: number): void {
    const counts = this.bySlot.get(slot);
    const isEnough = counts !== undefined && number < counts.objects.length;
    this.last = isEnough ? counts : this.enlarge(slot, number);
    this.lastSlot = slot;
  }

  private enlarge(slot: number, number: number): Counts {
    const old = this.bySlot.get(slot);
    const room = Math.max(FIRST_ROOM, 2 ** Math.ceil(Math.log2(number + 1)));
    const counts = { objects: new Uint32Array(room), dead: new Uint32Array(room) };
    if (old !== undefined) {
      counts.objects.set(old.objects);
      counts.dead.set(old.dead);
    }
    this.bySlot.set(slot, counts);
    return counts;
  }
}

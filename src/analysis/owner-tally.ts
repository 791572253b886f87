/** Room for this many processes to begin with. */
const FIRST_ROOM = 256;

/** How many objects of each type belong to each process, by the numbers of both. */
export class OwnerTally {
  private readonly bySlot = new Map<number, { objects: Uint32Array; dead: Uint32Array }>();

  add(slot: number, number: number, isDead: boolean): void {
    let counts = this.bySlot.get(slot);
    if (counts === undefined || number >= counts.objects.length) counts = this.enlarge(slot, number);
    counts.objects[number]++;
    if (isDead) counts.dead[number]++;
  }

  *of(slot: number): Iterable<{ number: number; objects: number; dead: number }> {
    const counts = this.bySlot.get(slot);
    if (counts === undefined) return;
    for (let number = 1; number < counts.objects.length; number++) {
      if (counts.objects[number] > 0)
        yield { number, objects: counts.objects[number], dead: counts.dead[number] };
    }
  }

  private enlarge(slot: number, number: number) {
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

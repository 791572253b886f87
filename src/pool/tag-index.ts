/** Numbers tags in order of first sight: a hash table over typed arrays, one probe for most tags. */
export class TagIndex {
  private slots = new Int32Array(1024).fill(-1);
  private keys = new Uint32Array(512);
  private lastTag = -1;
  private lastIndex = -1;
  count = 0;

  /** The tag at an index. */
  tagAt(index: number): number {
    return this.keys[index];
  }

  /** Index of a tag, a new one for a tag not seen before. Blocks of one tag often follow each other. */
  indexOf(tag: number): number {
    if (tag === this.lastTag) return this.lastIndex;
    const mask = this.slots.length - 1;
    let slot = hash(tag) & mask;
    for (;;) {
      const index = this.slots[slot];
      if (index < 0) return this.remember(tag, this.insert(slot, tag));
      if (this.keys[index] === tag) return this.remember(tag, index);
      slot = (slot + 1) & mask;
    }
  }

  /** Index of a tag, -1 when it was never seen. */
  find(tag: number): number {
    const mask = this.slots.length - 1;
    for (let slot = hash(tag) & mask; this.slots[slot] >= 0; slot = (slot + 1) & mask) {
      if (this.keys[this.slots[slot]] === tag) return this.slots[slot];
    }
    return -1;
  }

  private remember(tag: number, index: number): number {
    this.lastTag = tag;
    this.lastIndex = index;
    return index;
  }

  private insert(slot: number, tag: number): number {
    const index = this.count++;
    this.slots[slot] = index;
    this.keys[index] = tag;
    if (this.count * 2 === this.slots.length) this.grow();
    return index;
  }

  private grow(): void {
    const keys = new Uint32Array(this.keys.length * 2);
    keys.set(this.keys);
    this.keys = keys;
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    const mask = this.slots.length - 1;
    for (let index = 0; index < this.count; index++) {
      let slot = hash(keys[index]) & mask;
      while (this.slots[slot] >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = index;
    }
  }
}

function hash(tag: number): number {
  const mixed = Math.imul(tag ^ (tag >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}

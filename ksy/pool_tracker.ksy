meta:
  id: pool_tracker
  title: Rows of the pool tag table and of the big page table, 32-bit
  license: MIT
  ks-version: 0.11
  endian: le
  bit-endian: le
doc: |
  The kernel counts allocations by tag in PoolTrackTable and remembers allocations of a page and
  more in PoolBigPageTable. Row shapes differ by version of Windows.
doc-ref:
  - https://www.vergiliusproject.com/kernels/x86/windows-7/sp1/_POOL_TRACKER_TABLE
  - https://www.vergiliusproject.com/kernels/x86/windows-7/sp1/_POOL_TRACKER_BIG_PAGES
seq: []
types:
  tracker_row:
    -orig-id: _POOL_TRACKER_TABLE
    doc: XP to Windows 10 1809.
    seq:
      - id: key
        -orig-id: Key
        type: u4
      - id: nonpaged_allocs
        -orig-id: NonPagedAllocs
        type: u4
      - id: nonpaged_frees
        -orig-id: NonPagedFrees
        type: u4
      - id: nonpaged_bytes
        -orig-id: NonPagedBytes
        type: u4
      - id: paged_allocs
        -orig-id: PagedAllocs
        type: u4
      - id: paged_frees
        -orig-id: PagedFrees
        type: u4
      - id: paged_bytes
        -orig-id: PagedBytes
        type: u4
  tracker_row_v10:
    -orig-id: _POOL_TRACKER_TABLE
    doc: Windows 10 2004; the counts are 64 bits wide.
    seq:
      - id: key
        -orig-id: Key
        type: u4
      - id: nonpaged_bytes
        -orig-id: NonPagedBytes
        type: u4
      - id: nonpaged_allocs
        -orig-id: NonPagedAllocs
        type: u4
      - id: nonpaged_allocs_high
        type: u4
      - id: nonpaged_frees
        -orig-id: NonPagedFrees
        type: u4
      - id: nonpaged_frees_high
        type: u4
      - id: paged_bytes
        -orig-id: PagedBytes
        type: u4
      - id: reserved
        type: u4
      - id: paged_allocs
        -orig-id: PagedAllocs
        type: u4
      - id: paged_allocs_high
        type: u4
      - id: paged_frees
        -orig-id: PagedFrees
        type: u4
      - id: paged_frees_high
        type: u4
  big_pages_xp:
    -orig-id: _POOL_TRACKER_BIG_PAGES
    doc: XP; the size is a number of pages.
    seq:
      - id: va
        -orig-id: Va
        type: u4
      - id: key
        -orig-id: Key
        type: u4
      - id: num_pages
        -orig-id: NumberOfPages
        type: u4
  big_pages:
    -orig-id: _POOL_TRACKER_BIG_PAGES
    doc: Vista to 8.1. Bit 0 of the address is set in a free slot.
    seq:
      - id: va
        -orig-id: Va
        type: u4
      - id: key
        -orig-id: Key
        type: u4
      - id: pool_type
        -orig-id: PoolType
        type: u4
      - id: num_bytes
        -orig-id: NumberOfBytes
        type: u4
  big_pages_v10:
    -orig-id: _POOL_TRACKER_BIG_PAGES
    doc: Windows 10; pool type shares its word with a pattern and a slush size.
    seq:
      - id: va
        -orig-id: Va
        type: u4
      - id: key
        -orig-id: Key
        type: u4
      - id: pattern
        -orig-id: Pattern
        type: b8
      - id: pool_type
        -orig-id: PoolType
        type: b12
      - id: slush_size
        -orig-id: SlushSize
        type: b12
      - id: num_bytes
        -orig-id: NumberOfBytes
        type: u4

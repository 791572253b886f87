meta:
  id: pool_header_x86
  title: Header of a small pool block (_POOL_HEADER), 32-bit
  license: MIT
  ks-version: 0.11
  endian: le
  bit-endian: le
doc: Stands in front of every pool block smaller than a page. Sizes count units of 8 bytes.
doc-ref: https://www.vergiliusproject.com/kernels/x86/windows-7/sp1/_POOL_HEADER
seq:
  - id: previous_size
    -orig-id: PreviousSize
    type: b9
    doc: Size of the block before this one in the page, in units of 8 bytes; 0 for the first.
  - id: pool_index
    -orig-id: PoolIndex
    type: b7
  - id: block_size
    -orig-id: BlockSize
    type: b9
    doc: Size of this block with its header, in units of 8 bytes.
  - id: pool_type
    -orig-id: PoolType
    type: b7
    doc: 0 when the block is free.
  - id: pool_tag
    -orig-id: PoolTag
    type: u4
    doc: Bit 31 marks protected pool.

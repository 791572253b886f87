meta:
  id: pdb_msf
  title: Multi-stream file that holds a program database (MSF 7.00)
  file-extension: pdb
  license: MIT
  ks-version: 0.11
  endian: le
doc: |
  A file of equal blocks. Streams are lists of block numbers; the directory is itself such a list,
  and the list of the directory's blocks (the block map) starts at block `block_map_block` and goes
  on in the blocks after it when one block is too short.
doc-ref: https://llvm.org/docs/PDB/MsfFile.html
seq:
  - id: magic
    contents: ["Microsoft C/C++ MSF 7.00", 0x0d, 0x0a, 0x1a, "DS", 0, 0, 0]
  - id: len_block
    -orig-id: BlockSize
    type: u4
    valid:
      any-of: [512, 1024, 2048, 4096, 8192]
  - id: free_map_block
    -orig-id: FreeBlockMapBlock
    type: u4
  - id: num_blocks
    -orig-id: NumBlocks
    type: u4
  - id: len_directory
    -orig-id: NumDirectoryBytes
    type: u4
  - id: reserved
    -orig-id: Unknown
    type: u4
  - id: block_map_block
    -orig-id: BlockMapAddr
    type: u4
types:
  stream_directory:
    doc: |
      Followed by the block numbers of stream 0, of stream 1, and so on; each list has as many
      entries as the stream's length needs. 0xffffffff is the length of a stream that is not there.
    seq:
      - id: num_streams
        -orig-id: NumStreams
        type: u4
      - id: len_streams
        -orig-id: StreamSizes
        type: u4
        repeat: expr
        repeat-expr: num_streams

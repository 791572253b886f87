meta:
  id: pdb_info
  title: PDB information stream (stream 1)
  license: MIT
  ks-version: 0.11
  endian: le
doc: |
  Identity of the program database and the numbers of its named streams. The age here grows with
  each write of the file and need not be the age that the image records; that one is in the DBI header.
doc-ref: https://llvm.org/docs/PDB/PdbStream.html
seq:
  - id: version
    -orig-id: Version
    type: u4
    valid:
      any-of: [20000404, 20030901, 20091201, 20140508]
  - id: signature
    -orig-id: Signature
    type: u4
    doc: Seconds since 1970.
  - id: age
    -orig-id: Age
    type: u4
  - id: guid
    -orig-id: UniqueId
    type: guid
  - id: named_streams
    type: named_stream_map
types:
  guid:
    seq:
      - id: data1
        -orig-id: Data1
        type: u4
      - id: data2
        -orig-id: Data2
        type: u2
      - id: data3
        -orig-id: Data3
        type: u2
      - id: data4
        -orig-id: Data4
        size: 8
  named_stream_map:
    doc: |
      Names, zero-terminated, then a hash table from the offset of a name to a stream number. Only
      the buckets whose bit is set in `present` are written.
    seq:
      - id: len_names
        type: u4
      - id: names
        size: len_names
      - id: num_entries
        -orig-id: Size
        type: u4
      - id: num_buckets
        -orig-id: Capacity
        type: u4
      - id: present
        type: bit_vector
      - id: deleted
        type: bit_vector
      - id: entries
        type: named_stream
        repeat: expr
        repeat-expr: num_entries
  bit_vector:
    seq:
      - id: num_words
        type: u4
      - id: words
        type: u4
        repeat: expr
        repeat-expr: num_words
  named_stream:
    seq:
      - id: ofs_name
        type: u4
      - id: stream
        type: u4
  string_table:
    doc: Stream `/names`. Frame data programs are offsets into its characters.
    seq:
      - id: magic
        contents: [0xfe, 0xef, 0xfe, 0xef]
      - id: version
        -orig-id: HashVersion
        type: u4
      - id: len_strings
        -orig-id: ByteSize
        type: u4
      - id: strings
        size: len_strings

meta:
  id: pdb_symbols
  title: CodeView symbol records of a PDB that give a name to an address
  license: MIT
  ks-version: 0.11
  endian: le
  bit-endian: le
doc: |
  A stream of records, each a length (of all that follows it), a kind and a body. Names follow the
  fixed parts below and are zero-terminated; kinds that end in `_st` have a length byte in front
  instead. A module's stream starts with a 4-byte signature (4).
doc-ref:
  - https://llvm.org/docs/PDB/CodeViewSymbols.html
  - https://github.com/microsoft/microsoft-pdb/blob/master/include/cvinfo.h
seq: []
types:
  record_head:
    seq:
      - id: len_record
        -orig-id: reclen
        type: u2
        doc: Bytes after this field, the kind included.
      - id: kind
        -orig-id: rectyp
        type: u2
        enum: symbol_kind
  public_symbol:
    -orig-id: PUBSYM32
    seq:
      - id: is_code
        type: b1
      - id: is_function
        type: b1
      - id: is_managed
        type: b1
      - id: is_msil
        type: b1
      - id: reserved
        type: b28
      - id: ofs
        -orig-id: off
        type: u4
      - id: section
        -orig-id: seg
        type: u2
  data_symbol:
    -orig-id: DATASYM32
    seq:
      - id: type_index
        -orig-id: typind
        type: u4
      - id: ofs
        -orig-id: off
        type: u4
      - id: section
        -orig-id: seg
        type: u2
  procedure_symbol:
    -orig-id: PROCSYM32
    seq:
      - id: parent
        -orig-id: pParent
        type: u4
      - id: end
        -orig-id: pEnd
        type: u4
      - id: next
        -orig-id: pNext
        type: u4
      - id: len_code
        -orig-id: len
        type: u4
      - id: ofs_debug_start
        -orig-id: DbgStart
        type: u4
      - id: ofs_debug_end
        -orig-id: DbgEnd
        type: u4
      - id: type_index
        -orig-id: typind
        type: u4
      - id: ofs
        -orig-id: off
        type: u4
      - id: section
        -orig-id: seg
        type: u2
      - id: flags
        type: u1
enums:
  symbol_kind:
    0x1007: s_ldata32_st
    0x1008: s_gdata32_st
    0x1009: s_pub32_st
    0x100a: s_lproc32_st
    0x100b: s_gproc32_st
    0x110c: s_ldata32
    0x110d: s_gdata32
    0x110e: s_pub32
    0x110f: s_lproc32
    0x1110: s_gproc32
    0x1146: s_lproc32_id
    0x1147: s_gproc32_id

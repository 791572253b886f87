meta:
  id: pdb_tpi
  title: PDB type stream (stream 2) and the CodeView type records in it
  license: MIT
  ks-version: 0.11
  endian: le
  bit-endian: le
doc: |
  A header, then one record for each type index from `type_index_begin` on. Indices below 0x1000
  are simple types: the low byte names the type, bits 8..10 the pointer mode. A record is a length
  (of all that follows it), a leaf kind and the leaf; records are aligned to 4 bytes, field list
  members too, with filler bytes 0xf1..0xf3 whose low digit counts what is left to skip.

  A `numeric` is a u2 below 0x8000, or a kind (enum numeric_kind) and then the value. Layouts here
  are the fixed parts; what follows each is said in its `doc`. Leaf kinds that end in `_st` have the
  same fixed part and a length-prefixed name instead of a zero-terminated one.
doc-ref:
  - https://llvm.org/docs/PDB/TpiStream.html
  - https://llvm.org/docs/PDB/CodeViewTypes.html
  - https://github.com/microsoft/microsoft-pdb/blob/master/include/cvinfo.h
seq:
  - id: version
    -orig-id: Version
    type: u4
    valid:
      any-of: [19990903, 20040203]
  - id: len_header
    -orig-id: HeaderSize
    type: u4
  - id: type_index_begin
    -orig-id: TypeIndexBegin
    type: u4
  - id: type_index_end
    -orig-id: TypeIndexEnd
    type: u4
  - id: len_records
    -orig-id: TypeRecordBytes
    type: u4
  - id: hash_stream
    -orig-id: HashStreamIndex
    type: u2
  - id: hash_aux_stream
    -orig-id: HashAuxStreamIndex
    type: u2
  - id: len_hash_key
    -orig-id: HashKeySize
    type: u4
  - id: num_hash_buckets
    -orig-id: NumHashBuckets
    type: u4
  - id: hash_values
    -orig-id: HashValueBuffer
    type: substream
  - id: index_offsets
    -orig-id: IndexOffsetBuffer
    type: substream
  - id: hash_adjusters
    -orig-id: HashAdjBuffer
    type: substream
types:
  substream:
    seq:
      - id: ofs
        type: s4
      - id: len
        type: u4
  record_head:
    seq:
      - id: len_record
        -orig-id: RecordLen
        type: u2
        doc: Bytes after this field, the kind included.
      - id: kind
        -orig-id: RecordKind
        type: u2
        enum: leaf_kind
  lf_modifier:
    -orig-id: lfModifier
    seq:
      - id: type_index
        type: u4
      - id: attributes
        type: u2
        doc: 1 const, 2 volatile, 4 unaligned.
  lf_pointer:
    -orig-id: lfPointer
    seq:
      - id: type_index
        type: u4
      - id: kind
        type: b5
        doc: 0x0a near 32-bit, 0x0b far 32-bit, 0x0c 64-bit.
      - id: mode
        type: b3
        doc: 0 pointer, 1 reference, 2 member data, 3 member function, 4 rvalue reference.
      - id: is_flat32
        type: b1
      - id: is_volatile
        type: b1
      - id: is_const
        type: b1
      - id: is_unaligned
        type: b1
      - id: is_restricted
        type: b1
      - id: len_pointer
        type: b6
        doc: Bytes; zero in old files, then `kind` says.
      - id: reserved
        type: b13
  lf_array:
    -orig-id: lfArray
    doc: Followed by the size in bytes (numeric) and a name.
    seq:
      - id: element_type
        type: u4
      - id: index_type
        type: u4
  lf_structure:
    -orig-id: lfStructure
    doc: Also LF_CLASS and LF_INTERFACE. Followed by the size in bytes (numeric), the name, and a unique name when the property says so.
    seq:
      - id: num_members
        -orig-id: count
        type: u2
      - id: property
        type: u2
        doc: 0x80 forward reference, 0x200 has a unique name.
      - id: field_list
        -orig-id: field
        type: u4
      - id: derived
        type: u4
      - id: vtable_shape
        -orig-id: vshape
        type: u4
  lf_union:
    -orig-id: lfUnion
    doc: Followed by the size in bytes (numeric), the name, and a unique name when the property says so.
    seq:
      - id: num_members
        -orig-id: count
        type: u2
      - id: property
        type: u2
      - id: field_list
        -orig-id: field
        type: u4
  lf_enum:
    -orig-id: lfEnum
    doc: Followed by the name, and a unique name when the property says so.
    seq:
      - id: num_members
        -orig-id: count
        type: u2
      - id: property
        type: u2
      - id: underlying_type
        -orig-id: utype
        type: u4
      - id: field_list
        -orig-id: field
        type: u4
  lf_procedure:
    -orig-id: lfProc
    seq:
      - id: return_type
        -orig-id: rvtype
        type: u4
      - id: calling_convention
        -orig-id: calltype
        type: u1
      - id: attributes
        -orig-id: funcattr
        type: u1
      - id: num_parameters
        -orig-id: parmcount
        type: u2
      - id: argument_list
        -orig-id: arglist
        type: u4
  lf_mfunction:
    -orig-id: lfMFunc
    seq:
      - id: return_type
        -orig-id: rvtype
        type: u4
      - id: class_type
        type: u4
      - id: this_type
        type: u4
      - id: calling_convention
        -orig-id: calltype
        type: u1
      - id: attributes
        -orig-id: funcattr
        type: u1
      - id: num_parameters
        -orig-id: parmcount
        type: u2
      - id: argument_list
        -orig-id: arglist
        type: u4
  lf_bitfield:
    -orig-id: lfBitfield
    seq:
      - id: type_index
        type: u4
      - id: num_bits
        -orig-id: length
        type: u1
      - id: first_bit
        -orig-id: position
        type: u1
  lf_member:
    -orig-id: lfMember
    doc: In a field list. Followed by the offset in bytes (numeric) and the name.
    seq:
      - id: kind
        type: u2
      - id: attributes
        type: u2
      - id: type_index
        type: u4
  lf_base_class:
    -orig-id: lfBClass
    doc: In a field list. Followed by the offset in bytes (numeric).
    seq:
      - id: kind
        type: u2
      - id: attributes
        type: u2
      - id: type_index
        type: u4
  lf_virtual_base_class:
    -orig-id: lfVBClass
    doc: In a field list, LF_VBCLASS and LF_IVBCLASS. Followed by two numerics.
    seq:
      - id: kind
        type: u2
      - id: attributes
        type: u2
      - id: type_index
        type: u4
      - id: pointer_type
        type: u4
  lf_enumerate:
    -orig-id: lfEnumerate
    doc: In a field list. Followed by the value (numeric) and the name.
    seq:
      - id: kind
        type: u2
      - id: attributes
        type: u2
  lf_index:
    -orig-id: lfIndex
    doc: Last in a field list that goes on in another record.
    seq:
      - id: kind
        type: u2
      - id: padding
        type: u2
      - id: type_index
        type: u4
  lf_static_member:
    -orig-id: lfSTMember
    doc: In a field list. Followed by the name.
    seq:
      - id: kind
        type: u2
      - id: attributes
        type: u2
      - id: type_index
        type: u4
  lf_method:
    -orig-id: lfMethod
    doc: In a field list. Followed by the name.
    seq:
      - id: kind
        type: u2
      - id: num_overloads
        type: u2
      - id: method_list
        type: u4
  lf_one_method:
    -orig-id: lfOneMethod
    doc: In a field list. Followed by a u4 (offset in the vtable) for an introducing virtual method, then the name.
    seq:
      - id: kind
        type: u2
      - id: attributes
        type: u2
        doc: Bits 2..4 are the method property; 4 and 6 are introducing virtual.
      - id: type_index
        type: u4
  lf_nested_type:
    -orig-id: lfNestType
    doc: In a field list, LF_NESTTYPE and LF_NESTTYPEEX. Followed by the name.
    seq:
      - id: kind
        type: u2
      - id: attributes
        type: u2
      - id: type_index
        type: u4
  lf_vfunc_tab:
    -orig-id: lfVFuncTab
    doc: In a field list; the pointer to the virtual function table.
    seq:
      - id: kind
        type: u2
      - id: padding
        type: u2
      - id: type_index
        type: u4
  lf_vfunc_off:
    -orig-id: lfVFuncOff
    doc: In a field list; as lf_vfunc_tab, at an offset.
    seq:
      - id: kind
        type: u2
      - id: padding
        type: u2
      - id: type_index
        type: u4
      - id: ofs
        type: u4
enums:
  leaf_kind:
    0x1001: lf_modifier
    0x1002: lf_pointer
    0x1003: lf_array_st
    0x1004: lf_class_st
    0x1005: lf_structure_st
    0x1006: lf_union_st
    0x1007: lf_enum_st
    0x1008: lf_procedure
    0x1009: lf_mfunction
    0x1203: lf_fieldlist
    0x1205: lf_bitfield
    0x1503: lf_array
    0x1504: lf_class
    0x1505: lf_structure
    0x1506: lf_union
    0x1507: lf_enum
    0x1519: lf_interface
  member_kind:
    0x0403: lf_enumerate_st
    0x1400: lf_bclass
    0x1401: lf_vbclass
    0x1402: lf_ivbclass
    0x1404: lf_index
    0x1405: lf_member_st
    0x1406: lf_stmember_st
    0x1407: lf_method_st
    0x1408: lf_nesttype_st
    0x1409: lf_vfunctab
    0x140b: lf_onemethod_st
    0x140c: lf_vfuncoff
    0x1502: lf_enumerate
    0x150d: lf_member
    0x150e: lf_stmember
    0x150f: lf_method
    0x1510: lf_nesttype
    0x1511: lf_onemethod
    0x1512: lf_nesttypeex
    0x151a: lf_binterface
  numeric_kind:
    0x8000: lf_char
    0x8001: lf_short
    0x8002: lf_ushort
    0x8003: lf_long
    0x8004: lf_ulong
    0x8009: lf_quadword
    0x800a: lf_uquadword

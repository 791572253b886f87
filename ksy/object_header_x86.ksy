meta:
  id: object_header_x86
  title: Executive object headers and handle table entries, 32-bit
  license: MIT
  ks-version: 0.11
  endian: le
  bit-endian: le
doc: |
  The header lies 0x18 bytes in front of an object's body. Optional headers lie in front of it,
  the one with the lowest bit of `info_mask` nearest.
doc-ref:
  - https://www.vergiliusproject.com/kernels/x86/windows-7/sp1/_OBJECT_HEADER
  - https://www.vergiliusproject.com/kernels/x86/windows-7/sp1/_HANDLE_TABLE_ENTRY
seq: []
types:
  header:
    -orig-id: _OBJECT_HEADER
    doc: Windows 7 and later.
    seq:
      - id: pointer_count
        -orig-id: PointerCount
        type: s4
      - id: handle_count
        -orig-id: HandleCount
        type: s4
      - id: lock
        -orig-id: Lock
        type: u4
      - id: type_index
        -orig-id: TypeIndex
        type: u1
      - id: trace_flags
        -orig-id: TraceFlags
        type: u1
      - id: info_mask
        -orig-id: InfoMask
        type: u1
      - id: flags
        -orig-id: Flags
        type: u1
      - id: object_create_info
        -orig-id: ObjectCreateInfo
        type: u4
      - id: security_descriptor
        -orig-id: SecurityDescriptor
        type: u4
  header_xp:
    -orig-id: _OBJECT_HEADER
    doc: XP, Server 2003 and Vista.
    seq:
      - id: pointer_count
        -orig-id: PointerCount
        type: s4
      - id: handle_count
        -orig-id: HandleCount
        type: s4
      - id: type
        -orig-id: Type
        type: u4
      - id: name_info_offset
        -orig-id: NameInfoOffset
        type: u1
      - id: handle_info_offset
        -orig-id: HandleInfoOffset
        type: u1
      - id: quota_info_offset
        -orig-id: QuotaInfoOffset
        type: u1
      - id: flags
        -orig-id: Flags
        type: u1
      - id: object_create_info
        -orig-id: ObjectCreateInfo
        type: u4
      - id: security_descriptor
        -orig-id: SecurityDescriptor
        type: u4
  handle_table_entry:
    -orig-id: _HANDLE_TABLE_ENTRY
    doc: One of 512 in a leaf page. The low three bits of the first word are flags.
    seq:
      - id: unlocked
        type: b1
      - id: inherit
        -orig-id: OBJ_INHERIT
        type: b1
      - id: audit
        type: b1
      - id: object_pointer_bits
        -orig-id: ObjectPointerBits
        type: b29
      - id: granted_access_bits
        -orig-id: GrantedAccess
        type: b25
      - id: protect_from_close
        type: b1
      - id: reserved
        type: b6

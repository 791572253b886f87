meta:
  id: kernel_lists_x86
  title: Small structures that every kernel list is made of, 32-bit
  license: MIT
  ks-version: 0.11
  endian: le
doc: Pointers are virtual addresses.
doc-ref: https://learn.microsoft.com/en-us/windows/win32/api/ntdef/ns-ntdef-list_entry
seq: []
types:
  list_entry:
    -orig-id: LIST_ENTRY
    seq:
      - id: flink
        -orig-id: Flink
        type: u4
      - id: blink
        -orig-id: Blink
        type: u4
  unicode_string:
    -orig-id: UNICODE_STRING
    seq:
      - id: len_bytes
        -orig-id: Length
        type: u2
      - id: max_bytes
        -orig-id: MaximumLength
        type: u2
      - id: buffer
        -orig-id: Buffer
        type: u4
  ldr_data_table_entry:
    -orig-id: _KLDR_DATA_TABLE_ENTRY
    doc: One loaded module. The same offsets hold from XP to Windows 10.
    seq:
      - id: in_load_order_links
        -orig-id: InLoadOrderLinks
        type: list_entry
      - id: reserved1
        size: 16
      - id: dll_base
        -orig-id: DllBase
        type: u4
      - id: entry_point
        -orig-id: EntryPoint
        type: u4
      - id: size_of_image
        -orig-id: SizeOfImage
        type: u4
      - id: full_dll_name
        -orig-id: FullDllName
        type: unicode_string
      - id: base_dll_name
        -orig-id: BaseDllName
        type: unicode_string
      - id: flags
        -orig-id: Flags
        type: u4
      - id: load_count
        -orig-id: LoadCount
        type: u2
      - id: reserved2
        size: 2
      - id: section_pointer
        -orig-id: SectionPointer
        type: u4
      - id: check_sum
        -orig-id: CheckSum
        type: u4
      - id: time_date_stamp
        -orig-id: TimeDateStamp
        type: u4
  unloaded_driver:
    -orig-id: _UNLOADED_DRIVERS
    seq:
      - id: name
        -orig-id: Name
        type: unicode_string
      - id: start_address
        -orig-id: StartAddress
        type: u4
      - id: end_address
        -orig-id: EndAddress
        type: u4
      - id: current_time_low
        -orig-id: CurrentTime
        type: u4
      - id: current_time_high
        type: u4

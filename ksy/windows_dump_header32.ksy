meta:
  id: windows_dump_header32
  title: Header of a 32-bit Windows kernel memory dump (DUMP_HEADER32)
  license: MIT
  ks-version: 0.11
  endian: le
doc: |
  First 0x1000 bytes of a 32-bit kernel dump. The kernel fills the whole page with the word
  `PAGE` before it writes the fields it knows, so 0x45474150 in any field means "never written".
doc-ref:
  - https://learn.microsoft.com/en-us/windows-hardware/drivers/debugger/varieties-of-kernel-mode-dump-files
  - https://github.com/volatilityfoundation/volatility3/blob/develop/volatility3/framework/symbols/windows/crash.json
seq:
  - id: magic
    -orig-id: Signature
    contents: PAGE
  - id: valid_dump
    -orig-id: ValidDump
    contents: DUMP
  - id: major_version
    -orig-id: MajorVersion
    type: u4
    doc: 0xf for a free build, 0xc for a checked one; not the version of Windows.
  - id: minor_version
    -orig-id: MinorVersion
    type: u4
    doc: Build number, 7601 for Windows 7 SP1.
  - id: directory_table_base
    -orig-id: DirectoryTableBase
    type: u4
    doc: CR3 at the crash. With PAE a 32-byte aligned table of four entries.
  - id: pfn_data_base
    -orig-id: PfnDataBase
    type: u4
  - id: ps_loaded_module_list
    -orig-id: PsLoadedModuleList
    type: u4
  - id: ps_active_process_head
    -orig-id: PsActiveProcessHead
    type: u4
  - id: machine_image_type
    -orig-id: MachineImageType
    type: u4
    enum: machine
  - id: number_processors
    -orig-id: NumberProcessors
    type: u4
  - id: bug_check_code
    -orig-id: BugCheckCode
    type: u4
  - id: bug_check_parameters
    -orig-id: BugCheckParameter1
    type: u4
    repeat: expr
    repeat-expr: 4
  - id: version_user
    -orig-id: VersionUser
    size: 32
  - id: pae_enabled
    -orig-id: PaeEnabled
    type: u1
    doc: A hint only; dumps with fill bytes or converted ones carry other values.
  - id: kd_secondary_version
    -orig-id: KdSecondaryVersion
    type: u1
  - id: reserved1
    -orig-id: Spare3
    size: 2
  - id: kd_debugger_data_block
    -orig-id: KdDebuggerDataBlock
    type: u4
  - id: physical_memory_block
    -orig-id: PhysicalMemoryBlock
    type: physical_memory_descriptor
    size: 700
  - id: context_record
    -orig-id: ContextRecord
    size: 1200
    type: context_x86
  - id: exception
    -orig-id: Exception
    type: exception_record32
    size: 80
  - id: comment
    -orig-id: Comment
    size: 128
  - id: attributes
    -orig-id: Attributes
    type: u4
  - id: boot_id
    -orig-id: BootId
    type: u4
  - id: reserved2
    -orig-id: _reserved0
    size: 0x6e0
  - id: dump_type
    -orig-id: DumpType
    type: u4
    enum: dump_type
  - id: mini_dump_fields
    -orig-id: MiniDumpFields
    type: u4
  - id: secondary_data_state
    -orig-id: SecondaryDataState
    type: u4
  - id: product_type
    -orig-id: ProductType
    type: u4
  - id: suite_mask
    -orig-id: SuiteMask
    type: u4
  - id: writer_status
    -orig-id: WriterStatus
    type: u4
  - id: required_dump_space
    -orig-id: RequiredDumpSpace
    type: u8_halves
    doc: Size in bytes the file should have.
  - id: reserved3
    -orig-id: _reserved2
    size: 16
  - id: system_up_time
    -orig-id: SystemUpTime
    type: u8_halves
    doc: 100 ns units since boot.
  - id: system_time
    -orig-id: SystemTime
    type: u8_halves
    doc: FILETIME, UTC.
  - id: reserved4
    -orig-id: _reserved3
    size: 56
types:
  u8_halves:
    doc: A 64-bit value as two words, because a u8 loses bits in JavaScript.
    seq:
      - id: low
        type: u4
      - id: high
        type: u4
  physical_memory_descriptor:
    -orig-id: PHYSICAL_MEMORY_DESCRIPTOR32
    doc: |
      Runs of physical pages. A count that was never written reads as the fill word, so the
      runs are read with their own accessors, bounded by the room there is.
    seq:
      - id: num_runs
        -orig-id: NumberOfRuns
        type: u4
      - id: num_pages
        -orig-id: NumberOfPages
        type: u4
      - id: runs
        -orig-id: Run
        type: physical_memory_run
        repeat: expr
        repeat-expr: 86
  physical_memory_run:
    -orig-id: PHYSICAL_MEMORY_RUN32
    seq:
      - id: base_page
        -orig-id: BasePage
        type: u4
      - id: num_pages
        -orig-id: PageCount
        type: u4
  context_x86:
    -orig-id: CONTEXT
    seq:
      - id: context_flags
        -orig-id: ContextFlags
        type: u4
      - id: reserved
        size: 0x88
        doc: Debug and floating-point registers.
      - id: seg_gs
        -orig-id: SegGs
        type: u4
      - id: seg_fs
        -orig-id: SegFs
        type: u4
      - id: seg_es
        -orig-id: SegEs
        type: u4
      - id: seg_ds
        -orig-id: SegDs
        type: u4
      - id: edi
        -orig-id: Edi
        type: u4
      - id: esi
        -orig-id: Esi
        type: u4
      - id: ebx
        -orig-id: Ebx
        type: u4
      - id: edx
        -orig-id: Edx
        type: u4
      - id: ecx
        -orig-id: Ecx
        type: u4
      - id: eax
        -orig-id: Eax
        type: u4
      - id: ebp
        -orig-id: Ebp
        type: u4
      - id: eip
        -orig-id: Eip
        type: u4
      - id: seg_cs
        -orig-id: SegCs
        type: u4
      - id: eflags
        -orig-id: EFlags
        type: u4
      - id: esp
        -orig-id: Esp
        type: u4
      - id: seg_ss
        -orig-id: SegSs
        type: u4
  exception_record32:
    -orig-id: EXCEPTION_RECORD32
    seq:
      - id: exception_code
        -orig-id: ExceptionCode
        type: u4
      - id: exception_flags
        -orig-id: ExceptionFlags
        type: u4
      - id: exception_record
        -orig-id: ExceptionRecord
        type: u4
      - id: exception_address
        -orig-id: ExceptionAddress
        type: u4
      - id: num_parameters
        -orig-id: NumberParameters
        type: u4
enums:
  machine:
    0x14c: i386
    0x200: ia64
    0x8664: amd64
    0xaa64: arm64
  dump_type:
    1: complete
    2: summary
    3: header_only
    4: triage
    5: bitmap_full
    6: bitmap_kernel
    7: automatic

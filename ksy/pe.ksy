meta:
  id: pe
  title: Portable Executable image as the loader lays it out in memory, 32-bit
  license: MIT
  ks-version: 0.11
  endian: le
doc: |
  Structures of an image that is loaded: every offset is relative to the image base (an RVA), not
  to a file. Any page may be missing, so each structure is parsed alone, from the bytes at its RVA;
  counts and sizes come from the image and are bounded by the reader, not here.
doc-ref:
  - https://learn.microsoft.com/en-us/windows/win32/debug/pe-format
  - https://learn.microsoft.com/en-us/windows/win32/menurc/version-information
seq:
  - id: dos
    type: dos_header
instances:
  nt:
    pos: dos.ofs_nt_headers
    type: nt_headers32
types:
  dos_header:
    -orig-id: IMAGE_DOS_HEADER
    seq:
      - id: magic
        -orig-id: e_magic
        contents: MZ
      - id: dos_fields
        size: 58
        doc: What MS-DOS needed, e_cblp to e_res2.
      - id: ofs_nt_headers
        -orig-id: e_lfanew
        type: u4
  nt_headers32:
    -orig-id: IMAGE_NT_HEADERS32
    seq:
      - id: magic
        -orig-id: Signature
        contents: [0x50, 0x45, 0, 0]
      - id: coff
        -orig-id: FileHeader
        type: coff_header
      - id: optional
        -orig-id: OptionalHeader
        type: optional_header32
  coff_header:
    -orig-id: IMAGE_FILE_HEADER
    seq:
      - id: machine
        -orig-id: Machine
        type: u2
        doc: 0x14c for i386.
      - id: num_sections
        -orig-id: NumberOfSections
        type: u2
      - id: time_date_stamp
        -orig-id: TimeDateStamp
        type: u4
        doc: Seconds since 1970-01-01 UTC when the image was linked.
      - id: ofs_symbol_table
        -orig-id: PointerToSymbolTable
        type: u4
      - id: num_symbols
        -orig-id: NumberOfSymbols
        type: u4
      - id: len_optional_header
        -orig-id: SizeOfOptionalHeader
        type: u2
      - id: characteristics
        -orig-id: Characteristics
        type: u2
  optional_header32:
    -orig-id: IMAGE_OPTIONAL_HEADER32
    seq:
      - id: magic
        -orig-id: Magic
        type: u2
        doc: 0x10b for a 32-bit image; 0x20b images have another layout from here on.
      - id: linker_version
        -orig-id: MajorLinkerVersion
        type: u2
      - id: len_code
        -orig-id: SizeOfCode
        type: u4
      - id: len_initialized_data
        -orig-id: SizeOfInitializedData
        type: u4
      - id: len_uninitialized_data
        -orig-id: SizeOfUninitializedData
        type: u4
      - id: rva_entry_point
        -orig-id: AddressOfEntryPoint
        type: u4
      - id: rva_code
        -orig-id: BaseOfCode
        type: u4
      - id: rva_data
        -orig-id: BaseOfData
        type: u4
      - id: image_base
        -orig-id: ImageBase
        type: u4
        doc: Preferred base; the loader may leave the linked value or write the real one.
      - id: section_alignment
        -orig-id: SectionAlignment
        type: u4
      - id: file_alignment
        -orig-id: FileAlignment
        type: u4
      - id: os_version
        -orig-id: MajorOperatingSystemVersion
        type: u4
      - id: image_version
        -orig-id: MajorImageVersion
        type: u4
      - id: subsystem_version
        -orig-id: MajorSubsystemVersion
        type: u4
      - id: reserved
        -orig-id: Win32VersionValue
        type: u4
      - id: len_image
        -orig-id: SizeOfImage
        type: u4
      - id: len_headers
        -orig-id: SizeOfHeaders
        type: u4
      - id: checksum
        -orig-id: CheckSum
        type: u4
      - id: subsystem
        -orig-id: Subsystem
        type: u2
      - id: dll_characteristics
        -orig-id: DllCharacteristics
        type: u2
      - id: len_stack_reserve
        -orig-id: SizeOfStackReserve
        type: u4
      - id: len_stack_commit
        -orig-id: SizeOfStackCommit
        type: u4
      - id: len_heap_reserve
        -orig-id: SizeOfHeapReserve
        type: u4
      - id: len_heap_commit
        -orig-id: SizeOfHeapCommit
        type: u4
      - id: loader_flags
        -orig-id: LoaderFlags
        type: u4
      - id: num_directories
        -orig-id: NumberOfRvaAndSizes
        type: u4
      - id: directories
        -orig-id: DataDirectory
        type: data_directory
        repeat: expr
        repeat-expr: 16
        doc: The linker always writes 16; entries from `num_directories` on do not count.
  data_directory:
    -orig-id: IMAGE_DATA_DIRECTORY
    seq:
      - id: rva
        -orig-id: VirtualAddress
        type: u4
      - id: len
        -orig-id: Size
        type: u4
  section_header:
    -orig-id: IMAGE_SECTION_HEADER
    seq:
      - id: name
        -orig-id: Name
        size: 8
        doc: Padded with zeros; not terminated when all eight are used.
      - id: len_virtual
        -orig-id: VirtualSize
        type: u4
      - id: rva
        -orig-id: VirtualAddress
        type: u4
      - id: len_raw
        -orig-id: SizeOfRawData
        type: u4
      - id: ofs_raw
        -orig-id: PointerToRawData
        type: u4
      - id: ofs_relocations
        -orig-id: PointerToRelocations
        type: u4
      - id: ofs_line_numbers
        -orig-id: PointerToLinenumbers
        type: u4
      - id: num_relocations
        -orig-id: NumberOfRelocations
        type: u2
      - id: num_line_numbers
        -orig-id: NumberOfLinenumbers
        type: u2
      - id: characteristics
        -orig-id: Characteristics
        type: u4
  import_descriptor:
    -orig-id: IMAGE_IMPORT_DESCRIPTOR
    seq:
      - id: rva_names
        -orig-id: OriginalFirstThunk
        type: u4
        doc: Names as linked; 0 in images whose only thunks were overwritten by the loader.
      - id: time_date_stamp
        -orig-id: TimeDateStamp
        type: u4
      - id: forwarder_chain
        -orig-id: ForwarderChain
        type: u4
      - id: rva_module_name
        -orig-id: Name
        type: u4
      - id: rva_slots
        -orig-id: FirstThunk
        type: u4
        doc: The loader writes the address of each imported function here.
  export_directory:
    -orig-id: IMAGE_EXPORT_DIRECTORY
    seq:
      - id: reserved
        -orig-id: Characteristics
        type: u4
      - id: time_date_stamp
        -orig-id: TimeDateStamp
        type: u4
      - id: version
        -orig-id: MajorVersion
        type: u4
      - id: rva_module_name
        -orig-id: Name
        type: u4
      - id: ordinal_base
        -orig-id: Base
        type: u4
      - id: num_functions
        -orig-id: NumberOfFunctions
        type: u4
      - id: num_names
        -orig-id: NumberOfNames
        type: u4
      - id: rva_functions
        -orig-id: AddressOfFunctions
        type: u4
      - id: rva_names
        -orig-id: AddressOfNames
        type: u4
      - id: rva_name_ordinals
        -orig-id: AddressOfNameOrdinals
        type: u4
  debug_directory:
    -orig-id: IMAGE_DEBUG_DIRECTORY
    seq:
      - id: reserved
        -orig-id: Characteristics
        type: u4
      - id: time_date_stamp
        -orig-id: TimeDateStamp
        type: u4
      - id: version
        -orig-id: MajorVersion
        type: u4
      - id: type
        -orig-id: Type
        type: u4
        doc: 2 for CodeView.
      - id: len_data
        -orig-id: SizeOfData
        type: u4
      - id: rva_data
        -orig-id: AddressOfRawData
        type: u4
      - id: ofs_data
        -orig-id: PointerToRawData
        type: u4
  code_view_rsds:
    -orig-id: CV_INFO_PDB70
    doc-ref: https://llvm.org/docs/PDB/PdbStream.html
    seq:
      - id: magic
        contents: RSDS
      - id: guid_data1
        type: u4
      - id: guid_data2
        type: u2
      - id: guid_data3
        type: u2
      - id: guid_data4
        size: 8
      - id: age
        type: u4
      - id: path
        size-eos: true
        doc: Zero-terminated path of the PDB as the linker wrote it.
  code_view_nb10:
    -orig-id: CV_INFO_PDB20
    seq:
      - id: magic
        contents: NB10
      - id: ofs_data
        type: u4
      - id: signature
        type: u4
        doc: Time stamp of the PDB, seconds since 1970-01-01 UTC.
      - id: age
        type: u4
      - id: path
        size-eos: true
  resource_directory:
    -orig-id: IMAGE_RESOURCE_DIRECTORY
    seq:
      - id: reserved
        -orig-id: Characteristics
        type: u4
      - id: time_date_stamp
        -orig-id: TimeDateStamp
        type: u4
      - id: version
        -orig-id: MajorVersion
        type: u4
      - id: num_named_entries
        -orig-id: NumberOfNamedEntries
        type: u2
      - id: num_id_entries
        -orig-id: NumberOfIdEntries
        type: u2
  resource_directory_entry:
    -orig-id: IMAGE_RESOURCE_DIRECTORY_ENTRY
    seq:
      - id: name_or_id
        -orig-id: Name
        type: u4
        doc: Bit 31 set, the rest is the offset of a name; otherwise an id.
      - id: ofs_target
        -orig-id: OffsetToData
        type: u4
        doc: |
          From the start of the resources. Bit 31 set leads to another directory, clear to a
          data entry.
  resource_data_entry:
    -orig-id: IMAGE_RESOURCE_DATA_ENTRY
    seq:
      - id: rva_data
        -orig-id: OffsetToData
        type: u4
      - id: len_data
        -orig-id: Size
        type: u4
      - id: code_page
        -orig-id: CodePage
        type: u4
      - id: reserved
        -orig-id: Reserved
        type: u4
  version_node:
    -orig-id: VS_VERSIONINFO
    doc: |
      Head of every node of a version resource. A UTF-16 key follows, zero-terminated; then, each
      on a 4-byte boundary, the value and the children.
    seq:
      - id: len_node
        -orig-id: wLength
        type: u2
        doc: Bytes of the whole node, this head included.
      - id: len_value
        -orig-id: wValueLength
        type: u2
        doc: In bytes for binary values, in UTF-16 units for text.
      - id: is_text
        -orig-id: wType
        type: u2
  fixed_file_info:
    -orig-id: VS_FIXEDFILEINFO
    seq:
      - id: magic
        -orig-id: dwSignature
        contents: [0xbd, 0x04, 0xef, 0xfe]
      - id: structure_version
        -orig-id: dwStrucVersion
        type: u4
      - id: file_version_high
        -orig-id: dwFileVersionMS
        type: u4
      - id: file_version_low
        -orig-id: dwFileVersionLS
        type: u4
      - id: product_version_high
        -orig-id: dwProductVersionMS
        type: u4
      - id: product_version_low
        -orig-id: dwProductVersionLS
        type: u4
      - id: file_flags_mask
        -orig-id: dwFileFlagsMask
        type: u4
      - id: file_flags
        -orig-id: dwFileFlags
        type: u4
      - id: file_os
        -orig-id: dwFileOS
        type: u4
      - id: file_type
        -orig-id: dwFileType
        type: u4
      - id: file_subtype
        -orig-id: dwFileSubtype
        type: u4
      - id: file_date_high
        -orig-id: dwFileDateMS
        type: u4
      - id: file_date_low
        -orig-id: dwFileDateLS
        type: u4

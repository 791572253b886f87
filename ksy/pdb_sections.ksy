meta:
  id: pdb_sections
  title: Section headers and address maps kept in a PDB
  license: MIT
  ks-version: 0.11
  endian: le
doc: |
  Symbol addresses are a section number (from 1) and an offset. When the image was reordered after
  linking, they count in the original sections, and an address map (OMAP) leads to where the code
  lies now: the entry with the greatest `rva` not above the address gives the distance; `rva_to` 0
  says that the code was dropped.
doc-ref:
  - https://learn.microsoft.com/en-us/windows/win32/debug/pe-format#section-table-section-headers
  - https://learn.microsoft.com/en-us/windows/win32/api/dbghelp/ns-dbghelp-omap
seq: []
types:
  section_header:
    -orig-id: IMAGE_SECTION_HEADER
    seq:
      - id: name
        -orig-id: Name
        size: 8
      - id: len_virtual
        -orig-id: VirtualSize
        type: u4
      - id: virtual_address
        -orig-id: VirtualAddress
        type: u4
      - id: len_raw_data
        -orig-id: SizeOfRawData
        type: u4
      - id: ofs_raw_data
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
        doc: 0x20000000 executable.
  omap_entry:
    -orig-id: OMAP
    seq:
      - id: rva
        -orig-id: rva
        type: u4
      - id: rva_to
        -orig-id: rvaTo
        type: u4

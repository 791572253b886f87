meta:
  id: page_table_entries
  title: Page table entries of x86, PAE and classic, hardware and software forms
  license: MIT
  ks-version: 0.11
  endian: le
  bit-endian: le
doc: |
  Eight-byte entries are two words: a 64-bit read loses bits in JavaScript. While bit 0 is set the
  processor's form holds; when it is clear Windows keeps its own forms in the same word.
doc-ref:
  - Intel 64 and IA-32 Architectures Software Developer's Manual, volume 3A, chapter 4
  - https://www.vergiliusproject.com/kernels/x86/windows-7/sp1/_MMPTE
seq: []
types:
  pae_hardware:
    -orig-id: _MMPTE_HARDWARE
    seq:
      - id: valid
        -orig-id: Valid
        type: b1
      - id: write
        -orig-id: Dirty1
        type: b1
      - id: owner
        -orig-id: Owner
        type: b1
      - id: write_through
        -orig-id: WriteThrough
        type: b1
      - id: cache_disable
        -orig-id: CacheDisable
        type: b1
      - id: accessed
        -orig-id: Accessed
        type: b1
      - id: dirty
        -orig-id: Dirty
        type: b1
      - id: large_page
        -orig-id: LargePage
        type: b1
      - id: global
        -orig-id: Global
        type: b1
      - id: copy_on_write
        -orig-id: CopyOnWrite
        type: b1
      - id: unused
        -orig-id: Unused
        type: b1
      - id: software_write
        -orig-id: Write
        type: b1
      - id: page_frame_low
        -orig-id: PageFrameNumber
        type: b20
        doc: Frame bits 0..19.
      - id: page_frame_high
        type: b20
        doc: Frame bits 20..39; Windows uses six of them.
      - id: reserved
        type: b11
      - id: no_execute
        -orig-id: NoExecute
        type: b1
  pae_software:
    -orig-id: _MMPTE_SOFTWARE
    doc: Valid bit clear. Nothing but zero when the address was never mapped.
    seq:
      - id: valid
        -orig-id: Valid
        type: b1
      - id: page_file_low
        -orig-id: PageFileLow
        type: b4
        doc: Number of the page file.
      - id: protection
        -orig-id: Protection
        type: b5
      - id: prototype
        -orig-id: Prototype
        type: b1
      - id: transition
        -orig-id: Transition
        type: b1
      - id: reserved
        type: b20
      - id: page_file_high
        -orig-id: PageFileHigh
        type: u4
        doc: Page in the page file; for a prototype form the address of the prototype entry.
  pae_software_v10:
    -orig-id: _MMPTE_SOFTWARE
    doc: Windows 10 2004, where the page file number moved to bits 12..15.
    seq:
      - id: valid
        -orig-id: Valid
        type: b1
      - id: page_file_reserved
        -orig-id: PageFileReserved
        type: b1
      - id: page_file_allocated
        -orig-id: PageFileAllocated
        type: b1
      - id: reserved1
        type: b1
      - id: swizzle_bit
        -orig-id: SwizzleBit
        type: b1
      - id: protection
        -orig-id: Protection
        type: b5
      - id: prototype
        -orig-id: Prototype
        type: b1
      - id: transition
        -orig-id: Transition
        type: b1
      - id: page_file_low
        -orig-id: PageFileLow
        type: b4
      - id: reserved2
        type: b16
      - id: page_file_high
        -orig-id: PageFileHigh
        type: u4
  classic_hardware:
    -orig-id: _MMPTE_HARDWARE
    doc: Four-byte entry without PAE.
    seq:
      - id: valid
        -orig-id: Valid
        type: b1
      - id: flags
        type: b6
      - id: large_page
        -orig-id: LargePage
        type: b1
      - id: software_flags
        type: b4
      - id: page_frame
        -orig-id: PageFrameNumber
        type: b20
  classic_software:
    -orig-id: _MMPTE_SOFTWARE
    seq:
      - id: valid
        -orig-id: Valid
        type: b1
      - id: page_file_low
        -orig-id: PageFileLow
        type: b4
      - id: protection
        -orig-id: Protection
        type: b5
      - id: prototype
        -orig-id: Prototype
        type: b1
      - id: transition
        -orig-id: Transition
        type: b1
      - id: page_file_high
        -orig-id: PageFileHigh
        type: b20

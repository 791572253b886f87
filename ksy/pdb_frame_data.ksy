meta:
  id: pdb_frame_data
  title: x86 stack frame descriptions kept in a PDB
  license: MIT
  ks-version: 0.11
  endian: le
  bit-endian: le
doc: |
  Two streams of fixed-size rows, each in ascending order of address: the old one says how many
  dwords a frame has, the new one holds a small postfix program that finds the return address.
doc-ref:
  - https://learn.microsoft.com/en-us/windows/win32/api/winnt/ns-winnt-fpo_data
  - https://llvm.org/docs/PDB/DbiStream.html#optional-debug-header-stream
seq: []
types:
  fpo_data:
    -orig-id: FPO_DATA
    seq:
      - id: rva
        -orig-id: ulOffStart
        type: u4
      - id: len_code
        -orig-id: cbProcSize
        type: u4
      - id: num_local_dwords
        -orig-id: cdwLocals
        type: u4
      - id: num_parameter_dwords
        -orig-id: cdwParams
        type: u2
      - id: len_prolog
        -orig-id: cbProlog
        type: b8
      - id: num_saved_registers
        -orig-id: cbRegs
        type: b3
      - id: has_seh
        -orig-id: fHasSEH
        type: b1
      - id: uses_bp
        -orig-id: fUseBP
        type: b1
      - id: reserved
        type: b1
      - id: frame_kind
        -orig-id: cbFrame
        type: b2
        doc: 0 FPO, 1 trap, 2 TSS, 3 not FPO.
  frame_data:
    -orig-id: FRAMEDATA
    seq:
      - id: rva
        -orig-id: ulRvaStart
        type: u4
      - id: len_code
        -orig-id: cbBlock
        type: u4
      - id: len_locals
        -orig-id: cbLocals
        type: u4
      - id: len_parameters
        -orig-id: cbParams
        type: u4
      - id: len_max_stack
        -orig-id: cbStkMax
        type: u4
      - id: ofs_program
        -orig-id: frameFunc
        type: u4
        doc: Offset into the characters of stream `/names`.
      - id: len_prolog
        -orig-id: cbProlog
        type: u2
      - id: len_saved_registers
        -orig-id: cbSavedRegs
        type: u2
      - id: has_seh
        -orig-id: fHasSEH
        type: b1
      - id: has_eh
        -orig-id: fHasEH
        type: b1
      - id: is_function_start
        -orig-id: fIsFunctionStart
        type: b1
      - id: reserved
        type: b29

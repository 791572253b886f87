import { expect, test } from 'vitest';
import { isStringLiteral, undecorate, undecorateX64 } from '../../src/symbols/decoration.ts';

test.each([
  // linker's name, in code, as WinDbg shows it
  ['_KeBugCheck@4', true, 'KeBugCheck'],
  ['@ObfDereferenceObject@4', true, 'ObfDereferenceObject'],
  ['_DbgPrint', true, 'DbgPrint'],
  ['_PsActiveProcessHead', false, 'PsActiveProcessHead'],
  ['__abnormal_termination', true, '_abnormal_termination'],
  // `nt!_real@4147ffff80000000`: data keeps what follows the at sign
  ['__real@4147ffff80000000', false, '_real@4147ffff80000000'],
  // `call dword ptr [nt!_imp__KeGetCurrentIrql (82a57168)]`
  ['__imp__KeGetCurrentIrql@0', false, '_imp__KeGetCurrentIrql'],
  // `call dword ptr [nt!_imp_KfRaiseIrql (804d76f4)]`
  ['__imp_@KfRaiseIrql@4', false, '_imp_KfRaiseIrql'],
  ['?test1@@YAXPAH@Z', true, '?test1@@YAXPAH@Z'],
  ['name@4', true, 'name@4'],
  ['', true, ''],
])('%s (in code: %s) is %s', (raw, isCode, shown) => {
  expect(undecorate(raw, isCode)).toBe(shown);
});

test('on x64 only import slots lose a mark', () => {
  // `call qword ptr [nt!_imp_HalRequestSoftwareInterrupt (fffff803`21fc03d0)]`
  expect(undecorateX64('__imp_HalRequestSoftwareInterrupt')).toBe('_imp_HalRequestSoftwareInterrupt');
  expect(undecorateX64('__C_specific_handler')).toBe('__C_specific_handler');
});

test('string literals are known by their name', () => {
  expect(isStringLiteral('??_C@_03BLEJJJBH@sin?$AA@')).toBe(true);
  expect(isStringLiteral('??_7NT_DISK@@6B@')).toBe(false);
});

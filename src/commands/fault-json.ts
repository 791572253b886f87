import { describeFault, type Fault } from '../memory/fault.ts';
import { hex, hex8 } from '../units/address.ts';

/** Why memory is missing as JSON: addresses and page frames as hex text, with the reason in words. */
export function faultJson(fault: Fault): object {
  const { va, kind } = fault;
  return {
    kind,
    address: hex8(va),
    ...(fault.kind === 'not-in-dump' && { pfn: hex(fault.pfn) }),
    why: describeFault(fault),
  };
}

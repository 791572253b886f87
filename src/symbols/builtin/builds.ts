/**
 * The sampled kernels behind the built-in layouts and the build numbers they stand for. A name means
 * one kernel that was looked at; updates of the same build may differ at the end of a structure.
 */
export interface SampledKernel {
  /** Name in layouts-data.ts. */
  readonly key: string;
  /** Service pack whose structures these are; only where the build number does not tell. */
  readonly servicePack?: number;
}

function kernels(...keys: string[]): readonly SampledKernel[] {
  return keys.map((key) => ({ key }));
}

const XP: readonly SampledKernel[] = [
  { key: 'xp_sp3_x86', servicePack: 3 },
  { key: 'xp_sp2_x86', servicePack: 2 },
];

const SERVER_2003: readonly SampledKernel[] = [
  { key: 'win2003_sp2_x86', servicePack: 2 },
  { key: 'win2003_sp1_x86', servicePack: 1 },
  { key: 'win2003_sp0_x86', servicePack: 0 },
];

/** Windows 7: the late update exists as a PAE and as a classic kernel. */
function windows7(pae: boolean, first: 'win7_sp0_x86' | 'win7_sp1_x86'): readonly SampledKernel[] {
  const late = pae ? 'win7_sp1_x86_24000' : 'win7_sp1_x86_BBA98F40';
  return first === 'win7_sp1_x86' ? kernels(first, late, 'win7_sp0_x86') : kernels(first, 'win7_sp1_x86');
}

/**
 * Sampled kernels for a build number, best guess first; empty when the build is not known. Windows 8
 * and later x86 kernels always use PAE, so nothing fits `pae = false` there.
 */
export function sampledKernels(build: number, pae: boolean): readonly SampledKernel[] {
  switch (build) {
    case 2600:
      return XP;
    case 3790:
      return SERVER_2003;
    case 6000:
      return kernels('vista_sp0_x86');
    case 6001:
      return kernels('vista_sp1_x86');
    case 6002:
    case 6003: // Server 2008 after the last of its updates
      return kernels('vista_sp2_x86');
    case 7600:
      return windows7(pae, 'win7_sp0_x86');
    case 7601:
      return windows7(pae, 'win7_sp1_x86');
    default:
      return pae ? windows8AndLater(build) : [];
  }
}

/** Builds that have sampled kernels of their own, ascending. */
const SAMPLED_BUILDS: readonly number[] = [
  2600, 3790, 6000, 6001, 6002, 7600, 7601, 9200, 9600, 10240, 10586, 14393, 15063, 16299, 17134, 17763,
  18362, 19041,
];

/**
 * The sampled builds around one that has none of its own: the one before and the one after, the nearer
 * first; empty for a build that has, or that lies before all of them.
 */
export function buildsAround(build: number): readonly number[] {
  const before = SAMPLED_BUILDS.findLast((one) => one < build);
  const after = SAMPLED_BUILDS.find((one) => one > build);
  if (before === undefined || SAMPLED_BUILDS.includes(build)) return [];
  if (after === undefined) return [before];
  return build - before <= after - build ? [before, after] : [after, before];
}

function windows8AndLater(build: number): readonly SampledKernel[] {
  switch (build) {
    case 9200:
      return kernels('win8_sp0_x86');
    case 9600:
      return kernels('win81_u1_x86', 'win8_sp1_x86');
    case 10240:
      return kernels('win10_x86_10240_17770', 'win10_x86');
    case 10586:
      return kernels('win10_x86_44B89EEA');
    case 14393:
      return kernels('win10_x86_9619274A');
    case 15063:
    case 16299:
    case 17134:
    case 17763:
    case 18362:
    case 19041:
      return kernels(`win10_x86_${build}`);
    case 18363: // the same kernel as 18362, switched on by an enablement package
      return kernels('win10_x86_18362');
    case 19042:
    case 19043:
    case 19044:
    case 19045: // likewise 19041
      return kernels('win10_x86_19041');
    default:
      return [];
  }
}

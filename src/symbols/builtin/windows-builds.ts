/** What a build number, a product type and a suite mask are called. Facts of the header and KDBG. */

/** First build of each x86 release and the name that WinDbg's `vertarget` gives it. */
const RELEASES: readonly (readonly [build: number, name: string])[] = [
  [2195, 'Windows 2000'],
  [2600, 'Windows XP'],
  [3790, 'Windows Server 2003'],
  [6000, 'Windows Vista'],
  [6001, 'Windows Server 2008/Windows Vista'],
  [7600, 'Windows 7'],
  [9200, 'Windows 8'],
  [9600, 'Windows 8.1'],
  [10240, 'Windows 10'],
];

/** Builds that imply their service pack. */
const SERVICE_PACKS: Readonly<Record<number, number>> = { 6001: 1, 6002: 2, 6003: 2, 7601: 1 };

/** Suite bits in the order WinDbg prints them. */
const SUITES: readonly (readonly [bit: number, name: string])[] = [
  [0x0001, 'SmallBusiness'],
  [0x0002, 'Enterprise'],
  [0x0004, 'BackOffice'],
  [0x0008, 'Communications'],
  [0x0010, 'TerminalServer'],
  [0x0020, 'SmallBusinessRestricted'],
  [0x0040, 'EmbeddedNT'],
  [0x0080, 'DataCenter'],
  [0x0100, 'SingleUserTS'],
  [0x0200, 'Personal'],
  [0x0400, 'Blade'],
  [0x0800, 'EmbeddedRestricted'],
  [0x1000, 'Appliance'],
  [0x2000, 'StorageServer'],
  [0x4000, 'ComputeServer'],
];

/** Header field MajorVersion of a kernel built with checks; 0xF is a free (retail) build. */
const CHECKED_BUILD = 0xc;

function releaseName(build: number): string {
  let name = 'Windows';
  for (const [first, release] of RELEASES) {
    if (build >= first) name = release;
  }
  return name;
}

/**
 * `Windows 7` for 7600 and 7601, `Windows 7 Service Pack 1` when the pack is given; plain `Windows`
 * before Windows 2000. Where server and workstation share a build, the product type (header) decides.
 */
export function windowsName(build: number, servicePack?: number, productType?: number): string {
  let name = releaseName(build);
  if (name.includes('/') && productType !== undefined)
    name = name.split('/')[productType === 1 ? 1 : 0] ?? name;
  return servicePack === undefined || servicePack === 0 ? name : `${name} Service Pack ${servicePack}`;
}

/**
 * Service pack of a build: implied by the number from Vista on, else the high byte of CmNtCSDVersion
 * (0x300 = Service Pack 3). Undefined when there is none or it is not known.
 */
export function servicePackOf(build: number, csdVersion?: number): number | undefined {
  const implied = SERVICE_PACKS[build];
  if (implied !== undefined || build >= 6000) return implied;
  const stated = (csdVersion ?? 0) >>> 8;
  return stated >= 1 && stated <= 9 ? stated : undefined;
}

/** `WinNt`, `LanManNt`, `Server` for product types 1, 2, 3 of the header; undefined for others. */
export function productName(productType: number | undefined): string | undefined {
  return [undefined, 'WinNt', 'LanManNt', 'Server'][productType ?? 0];
}

/** Names of the bits of a suite mask; unknown bits are left out. */
export function suiteNames(suiteMask: number): string[] {
  return SUITES.filter(([bit]) => (suiteMask & bit) !== 0).map(([, name]) => name);
}

export interface TargetVersion {
  readonly build: number;
  readonly servicePack?: number;
  /** Undefined when the dump does not tell. */
  readonly processors: number | undefined;
  /** Header field MajorVersion: 0xF free, 0xC checked. */
  readonly majorVersion?: number;
}

/** `Windows 7 Kernel Version 7601 (Service Pack 1) MP (2 procs) Free x86 compatible`. */
export function kernelVersionLine({ build, servicePack, processors, majorVersion }: TargetVersion): string {
  const pack = servicePack ?? servicePackOf(build);
  const words = [`${releaseName(build)} Kernel Version ${build}`];
  if (pack !== undefined && pack > 0) words.push(`(Service Pack ${pack})`);
  words.push(processors === 1 ? 'UP' : `MP (${processors ?? '????????'} procs)`);
  words.push(majorVersion === CHECKED_BUILD ? 'Checked' : 'Free', 'x86 compatible');
  return words.join(' ');
}

/** `Product: WinNt, suite: TerminalServer SingleUserTS`; undefined when the header does not say. */
export function productLine(productType?: number, suiteMask?: number): string | undefined {
  const product = productName(productType);
  if (product === undefined) return undefined;
  const suites = suiteNames(suiteMask ?? 0);
  return suites.length === 0 ? `Product: ${product}` : `Product: ${product}, suite: ${suites.join(' ')}`;
}

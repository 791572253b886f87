/** How much of each list a page shows. */
export interface Limits {
  readonly tags: number;
  readonly processes: number;
  readonly modules: number;
  readonly cells: number;
  readonly findings: number;
}

/** From generous to frugal: the first that keeps the page small enough is taken. */
export const LIMITS: readonly Limits[] = [
  { tags: 1000, processes: 400, modules: 500, cells: 4096, findings: 40 },
  { tags: 300, processes: 150, modules: 300, cells: 2048, findings: 20 },
  { tags: 60, processes: 40, modules: 60, cells: 1024, findings: 8 },
];

/** Bytes that a page may have, whatever the dump holds. */
export const LARGEST_PAGE = 2_000_000;

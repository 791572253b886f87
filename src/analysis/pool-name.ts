/** The system's two pools. */
export type PoolName = 'nonpaged' | 'paged';

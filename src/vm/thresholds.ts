/**
 * Shares of a pool's maximum from which a warning line is printed. The debugger's own thresholds are
 * not published (its nonpaged one lies at 85.9 % or below, its paged one above 81.9 %): these are ours.
 */
export const NONPAGED_WARNING = 0.8;
export const PAGED_WARNING = 0.9;

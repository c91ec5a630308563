import { mostListedPairs } from '../../stats/inference/arrangements.ts'

/** Sign patterns drawn where all would be too many; with the one seen 10,000. */
export const drawnArrangements = 9_999

/**
 * The lowest two-sided level that sign flips of so many pairs have: one of 2^(K-1), as two patterns that mirror each other say the same. 5
 * pairs reach 0.0625, 6 reach 0.03125, 8 reach 0.0078.
 */
export const smallestLevel = (pairs: number): number =>
  pairs > mostListedPairs ? 1 / (drawnArrangements + 1) : 1 / 2 ** (pairs - 1)

/** Levels come in steps; one that is above what was asked by up to three tenths stands for it (0.0625 for 0.05) and is stated. */
const mostAbove = 1.3

/** Whether a level may stand for the one that was asked for. */
export const isNearEnough = (level: number, alpha: number): boolean => level <= mostAbove * alpha

import { comparisonMarkdown } from '../../../reports/markdown/comparison-markdown.ts'
import type { Comparison } from '../comparison/comparison.ts'

/** A comparison as GitHub's Markdown. */
export const comparisonText = (comparison: Comparison): string => comparisonMarkdown(comparison)

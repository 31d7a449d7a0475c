/**
 * The colours of the stages, the same wherever a stage is drawn. Found by search: all five stay apart for readers who cannot see red, green
 * or blue (test/console/stage-colours.test.ts holds them to it), and stand out from the page. Yet no stage is told by colour alone.
 */
import type { Standing } from '../api/types.ts'

export type Scheme = 'light' | 'dark'

export const STAGE_COLOURS: Readonly<Record<Scheme, Readonly<Record<Standing, string>>>> = {
  light: { new: '#5993e5', active: '#1a6c56', 'at-risk': '#c2851a', dormant: '#611c59', churned: '#8f8882', prospect: '#cdc6bf' },
  dark: { new: '#6da9f4', active: '#208467', 'at-risk': '#de9b1e', dormant: '#b156b6', churned: '#c3bbb5', prospect: '#5b534d' },
}

/** The colour of a stage as a style says it; it follows light and dark by itself. */
export const stageColour = (standing: Standing): string => `var(--stage-${standing})`

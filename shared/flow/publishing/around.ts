import type { CheckTemplate } from '../../contract/campaign-steps.ts'
import type { Definition } from '../../ports/definitions.ts'
import { readRules } from '../definitions.ts'
import type { Around } from './look.ts'

/** What stands published already: segments that files may name, and campaigns they may meet. */
export const standingAround = (all: readonly Definition[], checkTemplate: CheckTemplate): Pick<Around, 'segments' | 'campaigns'> => {
  const read = readRules(all, checkTemplate)
  if (!read.ok) return { segments: [], campaigns: [] }
  return { segments: [...read.rules.segments.values()], campaigns: [...read.rules.campaigns.live.values()] }
}

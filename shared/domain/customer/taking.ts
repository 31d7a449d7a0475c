import type { Campaign } from '../campaign/campaign.ts'
import type { Journey } from '../journey/journey.ts'

/** One step of a journey on its way. */
export type Taking = { readonly campaign: Campaign; readonly journey: Journey; readonly index: number }

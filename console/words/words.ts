/**
 * Every sentence of the console, in every language. English comes first and gives the shape; what another language lacks, or has too much,
 * fails the build. A page's words live in a file of their own in each language's folder.
 */
import type { enCampaignWords } from './en/campaign.ts'
import type { enResultWords } from './en/result.ts'
import type { enWords } from './en/index.ts'

export type Words = ReturnType<typeof enWords>
export type ShellWords = Words['shell']
export type SessionWords = Words['session']
export type ActivityWords = Words['activity']
export type LifecycleWords = Words['lifecycle']
export type MessageWords = Words['messages']
export type ReasonWords = Words['reasons']
export type OverviewWords = Words['overview']
export type CampaignWords = Words['campaigns']
/** Of the pages of one campaign: see campaign-words.ts. */
export type OneCampaignWords = ReturnType<typeof enCampaignWords>
export type JourneyWords = OneCampaignWords['journey']
export type VersionWords = OneCampaignWords['versions']
export type EditorWords = OneCampaignWords['editor']
export type SimulationWords = OneCampaignWords['simulation']
export type StarterWords = OneCampaignWords['starters']
/** Of the pages of results, and of the planner: see result-words.ts. */
export type ResultWords = ReturnType<typeof enResultWords>
export type ResultListWords = ResultWords['results']
export type ResultPartWords = ResultWords['parts']
export type AdviceWords = ResultWords['advice']
export type PlannerWords = ResultWords['planner']
export type VerdictWords = Words['verdicts']
export type CustomerWords = Words['customers']
export type CustomerStoryWords = Words['customerStory']
export type WhyWords = Words['why']
export type FactWords = Words['facts']
export type ConsentWords = Words['consent']
export type FunnelWords = Words['funnel']
export type DeliveryWords = Words['delivery']
export type SuppressionWords = Words['suppressions']
export type CouponWords = Words['coupons']
export type InboxWords = Words['inbox']
export type QuarantineWords = Words['quarantine']
export type TaskWords = Words['tasks']
export type ConnectWords = Words['connect']
export type ListWords = Words['lists']

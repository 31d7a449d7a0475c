/** The words of the answers, by their own names. The contract takes them from the domain; a page takes them from the answers. */
import type { Api, CampaignPage, CampaignVersion, CustomerPage, MessageView, Overview, Story } from '../../shared/contract/api.ts'
import type { ResultList, ResultPage, ResultSummary } from '../../shared/contract/api-results.ts'

export type Stage = keyof Overview['stages']
/** A stage, or the word for someone without activity. */
export type Standing = Stage | 'prospect'
export type StageReason = NonNullable<CustomerPage['because']>
export type EntryRefusal = NonNullable<CustomerPage['campaigns'][number]['lastRefusal']>
export type Refusal = NonNullable<MessageView['because']>
/** What stands in the way for a while, as a mail that waits has it. */
export type Hindrance = Extract<Refusal, { readonly type: 'quiet-hours' | 'outside-window' | 'capped' | 'over-budget' }>
export type SuppressionReason = Extract<Refusal, { readonly type: 'suppressed' }>['because']
export type StopReason = Extract<Refusal, { readonly type: 'stopped' }>['because']
export type RefusalType = Refusal['type']
export type StatusName = MessageView['status']
export type Statuses = CampaignPage['steps'][number]['messages']
/** What was published of a campaign, what people made of it, and who is in which version. */
export type Versions = Api['GET /api/campaigns/:id/versions']['answer']
export type FileVersion = Extract<CampaignVersion, { readonly type: 'file' }>
export type Explanation = NonNullable<Story['audience']>
export type Trigger = Story['entries'][number]['trigger']
export type JourneyEnd = NonNullable<Story['entries'][number]['ended']>['end']
/** Why a campaign's own steps go no further. */
export type OwnEnd = Extract<Fact, { readonly type: 'leaving' }>['because']
export type Fact = Extract<CustomerPage['timeline'][number], { readonly type: 'fact' }>['fact']
export type Consented = CustomerPage['consent'][number]
export type Preferred = NonNullable<CustomerPage['preferences']>
export type Verdict = ResultSummary['verdict']
export type Fault = Extract<Verdict, { readonly type: 'broken' }>['fault']
export type Together = ResultList['together'][number]
export type Readout = ResultPage['readout']
export type Method = Readout['method']
export type Plan = NonNullable<Readout['plan']>
export type Comparison = Readout['comparisons'][number]
export type ArmReadout = Readout['arms'][number]
export type MetricReadout = ArmReadout['metrics'][number]
export type Lift = Readout['lifts'][number]
export type GuardrailReadout = Readout['guardrails'][number]
export type Segmented = ResultPage['breakdowns'][number]
export type SegmentReadout = Segmented['segments'][number]
export type LatchedVerdict = ResultPage['latched'][number]
export type Acted = LatchedVerdict['acted'][number]
export type ResultMetric = ResultPage['metrics'][number]
export type { Adjusted, Advice, ResultPage, ResultSummary } from '../../shared/contract/api-results.ts'

/** In the order of a customer's life, which is the order in which they are drawn. */
export const STAGES: readonly Stage[] = ['new', 'active', 'at-risk', 'dormant', 'churned']

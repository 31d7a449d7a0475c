import type { Attempt } from '../domain/call/after-attempt.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { CallId, CampaignId, CustomerId, EpochMs } from '../kernel/words.ts'

/** A call to somebody's server, as a step said it. */
export type Call = {
  /** The same with every attempt: by it the other side takes a call once. */
  readonly id: CallId
  readonly customerId: CustomerId
  readonly campaign: CampaignId
  readonly entry: number
  readonly url: string
  readonly body: JsonObject
  /** When its step was taken. */
  readonly at: EpochMs
}

export type Caller = {
  /** Makes one attempt, which ends in good time, and never tries again by itself. The signal ends it at once. */
  readonly call: (call: Pick<Call, 'id' | 'url' | 'body'>, now: EpochMs, signal?: AbortSignal) => Promise<Attempt>
}

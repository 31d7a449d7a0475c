import { GetSendQuotaCommand, type SESClient } from '@aws-sdk/client-ses'
import { QUOTA_KEPT_MS } from '../../kernel/limits.ts'
import { later } from '../../kernel/time.ts'
import { type EpochMs, epochMs } from '../../kernel/words.ts'
import type { Clock } from '../../ports/clock.ts'
import { Transient } from '../../ports/customer-store.ts'
import type { Allowance } from '../../ports/pace.ts'

/**
 * What SES allows this account, asked again every few minutes. While it cannot be asked, its last word holds: a rate that was lowered
 * meanwhile is heard of by throttling. Before it ever answered nothing can be sent: that is a `Transient`.
 */
export const sesAllowance = (client: SESClient, clock: Clock): (() => Promise<Allowance>) => {
  let known: Allowance | null = null
  let askAt: EpochMs = epochMs(0)
  let asking: Promise<void> | null = null
  const ask = async (now: EpochMs): Promise<void> => {
    try {
      known = allowanceIn(await client.send(new GetSendQuotaCommand({})), now)
    } catch {
      // What failed may repeat whom we are; that it failed is enough.
    }
    askAt = later(now, QUOTA_KEPT_MS)
  }
  return async () => {
    const now = clock.now()
    // A clock that was set back does not keep an old word alive.
    if (known === null || now >= askAt || askAt - now > QUOTA_KEPT_MS) {
      asking ??= ask(now).finally(() => {
        asking = null
      })
      await asking
    }
    if (known === null) throw new Transient('SES does not say how many mails it takes')
    return known
  }
}

type Quota = {
  readonly Max24HourSend?: number | undefined
  readonly MaxSendRate?: number | undefined
  readonly SentLast24Hours?: number | undefined
}

/** `-1` is any number. A rate that SES does not name is none. */
export const allowanceIn = ({ Max24HourSend, MaxSendRate, SentLast24Hours }: Quota, at: EpochMs): Allowance => ({
  perSecond: MaxSendRate === -1 ? UNLIMITED_PER_SECOND : (MaxSendRate ?? 0),
  per24Hours: Max24HourSend === undefined || Max24HourSend < 0 ? null : Max24HourSend,
  sentLast24Hours: SentLast24Hours === undefined ? null : { count: SentLast24Hours, at },
})

const UNLIMITED_PER_SECOND = Number.MAX_SAFE_INTEGER

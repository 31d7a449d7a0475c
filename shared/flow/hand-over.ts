/** From a committed claim to what became of it: the mail is filled, composed and handed to the mail service. */
import { campaignAt } from '../domain/campaign/catalogue.ts'
import { documentOf } from '../domain/customer/document.ts'
import type { SendOutcome } from '../domain/customer/input.ts'
import type { Rules } from '../domain/customer/rules.ts'
import { addressOf, type CustomerState, couponOf, localeOf } from '../domain/customer/state.ts'
import type { Message } from '../domain/messaging/message.ts'
import { assert } from '../kernel/assert.ts'
import { HAND_OVER_MS, NOT_REACHED_MS } from '../kernel/limits.ts'
import { later } from '../kernel/time.ts'
import type { EpochMs } from '../kernel/words.ts'
import type { Clock } from '../ports/clock.ts'
import type { MailAnswer } from '../ports/mailer.ts'
import type { Hold } from '../ports/pace.ts'
import type { Sender } from './engine.ts'
import type { Timed } from './handle.ts'

/** A message that was claimed at an instant, and the customer as that decision left them. */
export type Claim = { readonly message: Message; readonly state: CustomerState; readonly at: EpochMs }

export type HandedOver = {
  readonly reports: readonly Timed[]
  /** Why the service took no mail, how many came back because of it, and until when it is left alone; null: it took what it got. */
  readonly hold: Hold | null
  /** What was thrown; of those claims nothing is known. */
  readonly failures: readonly unknown[]
}

/**
 * Hands over as many at once as the service takes. Once it says that it takes none, the rest comes back as it is: it certainly never
 * left. So does what was held up for most of its lease, by our own clock: somebody else may ask after those claims soon.
 */
export const handOverAll = async (
  engine: Sender,
  rules: Rules,
  claims: readonly Claim[],
  now: EpochMs,
  clock: Clock,
): Promise<HandedOver> => {
  const reports: Timed[] = []
  const failures: unknown[] = []
  let refusal: Refusal | null = null
  let cameBack = 0

  const report = ({ message, at }: Claim, outcome: SendOutcome): void => {
    reports.push({ request: { customerId: message.customerId, type: 'report', message: message.id, outcome, about: at }, now })
  }
  const one = async (claim: Claim): Promise<void> => {
    const isLate = clock.now() > later(now, HAND_OVER_MS)
    if (refusal !== null || isLate) {
      if (!isLate) cameBack += 1
      return report(claim, { type: 'never-left' })
    }
    const answer = await handOver(engine, rules, claim, now)
    if (isRefusal(answer)) {
      refusal = answer
      cameBack += 1
    }
    report(claim, outcomeOf(answer))
  }
  const rest = claims.values()
  const worker = async (): Promise<void> => {
    for (const claim of rest) {
      try {
        await one(claim)
      } catch (failure) {
        // One customer's page that breaks something of ours must not keep the others' mails.
        failures.push(failure)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(engine.mailer.atOnce, claims.length) }, worker))
  return { reports, failures, hold: refusal === null ? null : holdOf(refusal, cameBack, clock.now()) }
}

type Answer = MailAnswer | { readonly type: 'not-renderable'; readonly detail: string }
type Refusal = Extract<MailAnswer, { readonly type: 'throttled' | 'not-sent' }>

const isRefusal = (answer: Answer): answer is Refusal => answer.type === 'throttled' || answer.type === 'not-sent'

const holdOf = (refusal: Refusal, mails: number, now: EpochMs): Hold => {
  const forMs = refusal.type === 'throttled' ? refusal.retryAfterMs : NOT_REACHED_MS
  return { until: later(now, forMs), because: refusal.detail, mails }
}

const outcomeOf = (answer: Answer): SendOutcome => {
  switch (answer.type) {
    case 'accepted':
      return { type: 'sent' }
    case 'throttled':
    case 'not-sent':
      return { type: 'never-left' }
    case 'unknown':
      return { type: 'unknown' }
    case 'rejected':
    case 'not-renderable':
      return answer
  }
}

const handOver = async (engine: Sender, rules: Rules, { message, state }: Claim, now: EpochMs): Promise<Answer> => {
  const { id, customerId } = message
  const campaign = campaignAt(rules.campaigns, message.campaign, message.version)
  const step = campaign.paths.get(message.variant)?.steps[message.step]
  const to = addressOf(state)
  assert(to !== null && step?.type === 'send', 'a claimed message has an address and something to say')
  const from = campaign.delivery.from ?? rules.policy.sending.from ?? engine.sender
  if (from === null) return { type: 'rejected', detail: 'neither the campaign nor the policy says who writes' }

  const links = engine.links.linksOf(message, campaign.topic)
  const rendered = await engine.renderer.render(step.content, {
    customer: documentOf(state, rules.policy),
    locale: localeOf(state),
    links,
    coupon: couponOf(state, message.campaign)?.code ?? null,
    track: (url) => engine.links.track(message, url),
  })
  if (!rendered.ok) return { type: 'not-renderable', detail: rendered.detail }
  const { subject, html, text } = rendered
  const replyTo = campaign.delivery.replyTo ?? rules.policy.sending.replyTo
  const { unsubscribe } = links
  return engine.mailer.send(
    { id, customerId, campaign: message.campaign, topic: campaign.topic, to, from, replyTo, subject, html, text, unsubscribe },
    now,
  )
}

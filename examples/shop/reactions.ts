import { DAY_MS, later, MINUTE_MS } from '../../shared/kernel/time.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import { isNamed, type ShopEvent } from './event.ts'
import { awake, chanceOf, type Habits } from './habits.ts'
import { browse, buy, type Coupon, goOn, openDiary, track } from './life.ts'
import type { ShopPlan } from './plan.ts'

/** A mail that lies in a customer's inbox. */
export type ReceivedMail = {
  readonly customer: string
  readonly campaign: string
  readonly variant: string
  /** 1 for the first time the customer is in the campaign. */
  readonly entry: number
  /** The step of the campaign that sent it. */
  readonly step: number
  readonly at: EpochMs
}

/** What a mail does to its reader, of average openness. */
type Effect = {
  /** Chance of an order that would not have come without it. */
  readonly order: number
  readonly visit: number
  readonly unsubscribe: number
  readonly coupon: Coupon | null
}

const PLAIN: Effect = { order: 0.03, visit: 0.2, unsubscribe: 0.005, coupon: null }
const QUESTION: Effect = { order: 0.14, visit: 0.3, unsubscribe: 0.005, coupon: null }
const OFFER: Effect = { order: 0.1, visit: 0.3, unsubscribe: 0.01, coupon: { code: 'WELCOMEBACK', discount: 0.1 } }

/** The truth about the example campaigns, by campaign and variant. Any other mail is as good as a plain one. */
const EFFECTS: Readonly<Record<string, Readonly<Record<string, Effect>>>> = {
  onboarding: { guide: PLAIN, question: QUESTION },
  'win-back': { plain: PLAIN, offer: OFFER },
}

/** Chance that somebody whom a mail brought back goes on buying as before. */
const STAYS_CHANCE = 0.5
const ORDERS_AFTER_MS = 36 * 60 * MINUTE_MS
/** A mail is forgotten after so long. */
const FORGOTTEN_AFTER_MS = 12 * DAY_MS

/**
 * What a mail makes a customer do, beyond what they would do anyway. The chance is drawn for the customer and the step, the same for
 * every variant, so that one customer's answers to two variants can be compared. Who has deleted the account does nothing.
 */
export const reactionTo = (plan: ShopPlan, habits: Habits, life: readonly ShopEvent[], mail: ReceivedMail): readonly ShopEvent[] => {
  const random = chanceOf(plan, habits.customer, mail.campaign, mail.entry, mail.step)
  const [orderDraw, visitDraw, unsubscribeDraw, stayDraw] = [random.next(), random.next(), random.next(), random.next()]
  const afterMs = Math.min(20 * MINUTE_MS + random.exponential(ORDERS_AFTER_MS), FORGOTTEN_AFTER_MS)
  const effect = EFFECTS[mail.campaign]?.[mail.variant] ?? PLAIN
  const about = [habits.customer, mail.campaign, mail.entry, mail.step]
  const diary = openDiary(`${about.join('-')}-`, habits, plan)

  if (orderDraw < effect.order * habits.openness) {
    const orderAt = awake(later(mail.at, afterMs), habits.country)
    const lasting = stayDraw < STAYS_CHANCE ? habits : { ...habits, leaveChance: 1 }
    goOn(diary, lasting, chanceOf(plan, ...about, 'live'), buy(diary, lasting, random, orderAt, effect.coupon))
  } else if (visitDraw < effect.visit * habits.openness) {
    browse(diary, random, later(mail.at, afterMs))
  } else if (unsubscribeDraw < effect.unsubscribe) {
    diary.write(later(mail.at, afterMs), track('Unsubscribed', {}))
  }
  const goneAt = life.find((event) => isNamed(event, 'Account Deleted'))?.at ?? null
  return diary.read().filter(({ at }) => at > mail.at && (goneAt === null || at < goneAt))
}
